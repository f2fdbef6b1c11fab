using System.Text.Json;

namespace CrossChainOracle.RelayChaos.Relayers;

/// <summary>What a relayer's process is told, in a file beside its folder.</summary>
/// <param name="Name">Such as <c>A1</c>; its key is made of it.</param>
/// <param name="Chain">Index of its plan.</param>
/// <param name="Turn">Among the relayers of its chain.</param>
/// <param name="FirstSetFrom">When the first attester set began, Unix milliseconds.</param>
internal sealed record WorkerSettings(string Name, int Chain, string Folder, string Stream, IReadOnlyList<string> Endpoints, string Hub, string Multicall, int Turn, long FirstSetFrom)
{
    public static WorkerSettings Load(string file) => JsonSerializer.Deserialize<WorkerSettings>(File.ReadAllBytes(file)) ?? throw new InvalidDataException($"{file} is empty");

    public void Save(string file) => File.WriteAllBytes(file, JsonSerializer.SerializeToUtf8Bytes(this));
}
