using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Runs a function at the times of a schedule.</summary>
public sealed class TimerTriggerAttribute(string schedule) : TriggerBindingAttribute
{
    public string Schedule { get; private set; } = schedule;

    public bool UseMonitor { get; set; } = true;

    public bool RunOnStartup { get; set; }
}

/// <summary>What is known of a timer.</summary>
public class TimerInfo
{
    /// <summary>Null where the schedule is not monitored.</summary>
    public ScheduleStatus? ScheduleStatus { get; set; }

    public bool IsPastDue { get; set; }
}

/// <summary>When a timer ran and runs next.</summary>
public class ScheduleStatus
{
    public DateTime Last { get; set; }

    public DateTime Next { get; set; }

    public DateTime LastUpdated { get; set; }
}

/// <summary>Runs a function for the events of a hub.</summary>
public sealed class EventHubTriggerAttribute(string eventHubName) : TriggerBindingAttribute
{
    public string EventHubName { get; private set; } = eventHubName;

    public string? ConsumerGroup { get; set; }

    public string? Connection { get; set; }

    public bool IsBatched { get; set; } = true;
}

/// <summary>Who may call.</summary>
public enum AuthorizationLevel
{
    Anonymous,
    User,
    Function,
    System,
    Admin,
}

/// <summary>Runs a function for requests.</summary>
public sealed class HttpTriggerAttribute(AuthorizationLevel authLevel, params string[] methods) : TriggerBindingAttribute
{
    public AuthorizationLevel AuthLevel { get; set; } = authLevel;

    public string[]? Methods { get; private set; } = methods;

    public string? Route { get; set; }
}
