namespace CrossChainOracle.Hosting.Files;

/// <summary>Reads files that somebody else may have made: never more than a limit, also where the size that is stated is not the size that comes.</summary>
internal static class BoundedFile
{
    /// <summary>The bytes, or null with a problem that names the file.</summary>
    public static byte[]? Read(string path, long maximum, out string? problem)
    {
        try
        {
            if (!File.Exists(path))
            {
                problem = $"{path}: there is no such file";
                return null;
            }

            using var file = File.OpenRead(path);
            var bytes = Drain(file, maximum);
            problem = bytes is null ? $"{path}: more than {maximum} bytes, which is the most that is read" : null;
            return bytes;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            problem = $"{path}: {failure.Message}";
            return null;
        }
    }

    /// <summary>Null when there are more bytes than the limit.</summary>
    private static byte[]? Drain(Stream stream, long maximum)
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[81_920];
        while (stream.Read(chunk, 0, chunk.Length) is var read and > 0)
        {
            if (buffer.Length + read > maximum) return null;
            buffer.Write(chunk, 0, read);
        }

        return buffer.ToArray();
    }
}
