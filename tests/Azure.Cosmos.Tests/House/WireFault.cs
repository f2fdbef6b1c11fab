namespace CrossChainOracle.Azure.Cosmos.Tests;

/// <summary>How one request ends.</summary>
public enum WireFault
{
    None,

    /// <summary>No connection: it never left.</summary>
    NotReached,

    /// <summary>The connection breaks before the service has it.</summary>
    BrokenBefore,

    /// <summary>The connection breaks after the service did it.</summary>
    BrokenAfter,

    /// <summary>No answer, and the service never had it.</summary>
    SilentBefore,

    /// <summary>No answer, and the service did it.</summary>
    SilentAfter,

    Status408,
    Status429,
    Status449,

    /// <summary>500 although it was done.</summary>
    Status500After,
    Status503,
    Status401,
    Status403,

    /// <summary>404 with the substatus of a container that is not there.</summary>
    NoContainer,

    /// <summary>Done, and answered with something else than JSON.</summary>
    WrongBody,

    /// <summary>Done, and the answer breaks off.</summary>
    CutBody,
}

