using System.Security.Cryptography;

namespace CrossChainOracle.Signing;

/// <summary>The platform's ECDSA over secp256k1 (SEC 2, section 2.4.1; OID 1.3.132.0.10), where there is one.</summary>
internal static class PlatformCurve
{
    public static readonly ECCurve Secp256k1 = ECCurve.CreateFromValue("1.3.132.0.10");

    /// <summary>A new random key. Apple's own framework, the default there, does not know the curve; OpenSSL does where it is installed.</summary>
    public static ECDsa Create() => OperatingSystem.IsMacOS() ? new ECDsaOpenSsl(Secp256k1) : ECDsa.Create(Secp256k1);

    /// <summary>Whether creating a key threw because the platform lacks the curve or the library with it.</summary>
    public static bool IsMissing(Exception e) =>
        e is PlatformNotSupportedException or CryptographicException or DllNotFoundException or EntryPointNotFoundException or TypeInitializationException;

    public static string WhatToInstall(Exception e) => $"this platform offers no secp256k1 ({e.GetType().Name}): {Advice()}";

    private static string Advice()
    {
        if (OperatingSystem.IsMacOS())
        {
            return "install OpenSSL 3 (brew install openssl@3) and start with DYLD_FALLBACK_LIBRARY_PATH=\"$(brew --prefix openssl@3)/lib\"";
        }

        return OperatingSystem.IsWindows()
            ? "Windows 10, Windows Server 2016 or later is needed"
            : "install OpenSSL 1.1.1 or later built with this curve (Debian, Ubuntu: apt-get install openssl)";
    }
}
