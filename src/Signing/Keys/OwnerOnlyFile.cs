using System.Security.Cryptography;

namespace CrossChainOracle.Signing;

/// <summary>A small file with a secret in it, which nobody but its owner can open.</summary>
internal static class OwnerOnlyFile
{
    public const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes a file that is not there yet, durable on return, and wipes the content. A file that exists is never touched.</summary>
    /// <param name="refused">What a file that exists becomes.</param>
    /// <param name="failed">What a failing disk becomes; nothing is left behind.</param>
    /// <returns>Null: it is written.</returns>
    public static T? Create<T>(string path, byte[] content, Func<string, T> refused, Func<string, T> failed)
        where T : class
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = Mode;
        var isOurs = false;
        try
        {
            using var file = new FileStream(path, options);
            isOurs = true;
            file.Write(content);
            file.Flush(flushToDisk: true);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (isOurs) File.Delete(path);
            else if (Path.Exists(path)) return refused("exists already and is not overwritten");
            return failed(e.Message);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    /// <summary>Reads the whole file and wipes what was read when it has been used. On Unix a file that is open to group or others is refused.</summary>
    /// <param name="use">What is made of the content; must not keep it.</param>
    /// <param name="refused">What a refusal becomes; its reason shows nothing of the content.</param>
    /// <param name="failed">What a failing disk becomes.</param>
    public static T Read<T>(string path, int maximumBytes, Func<byte[], T> use, Func<string, T> refused, Func<string, T> failed)
    {
        byte[]? content = null;
        try
        {
            using var file = File.OpenHandle(path);
            if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(file) is var mode && (mode & ~(Mode | UnixFileMode.UserExecute)) != 0)
            {
                return refused($"is open to others, mode {Convert.ToString((int)mode, 8)}: chmod 600, and make a new key if somebody may have read it");
            }

            var length = RandomAccess.GetLength(file);
            if (length > maximumBytes) return refused($"has {length} bytes, a key file at most {maximumBytes}");
            content = new byte[length];
            var read = RandomAccess.Read(file, content, 0);
            return read == length ? use(content) : failed($"{read} of {length} bytes could be read");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return failed(e.Message);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }
}
