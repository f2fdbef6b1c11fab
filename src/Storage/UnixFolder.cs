using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace CrossChainOracle.Storage;

/// <summary>Flushes a folder's names to disk; .NET itself refuses to open a folder.</summary>
internal static class UnixFolder
{
    // The only flag: read only, which is 0 on every Unix.
    private const int ReadOnly = 0;

    public static void Flush(string folder)
    {
        var descriptor = Open(Encoding.UTF8.GetBytes(folder + "\0"), ReadOnly);
        if (descriptor < 0)
        {
            throw new IOException($"Cannot open folder '{folder}' to flush it: error {Marshal.GetLastPInvokeError()}.");
        }

        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        RandomAccess.FlushToDisk(handle);
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);
}
