using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CrossChainOracle.Azure.Rest;

namespace CrossChainOracle.Azure.Blobs.Tests.Local;

/// <summary>A certificate for 127.0.0.1 that only the clients made here trust.</summary>
public sealed class OwnCertificate : IDisposable
{
    private readonly RSA _key = RSA.Create(2048);

    public OwnCertificate()
    {
        var request = new CertificateRequest("CN=127.0.0.1", _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        // Windows' TLS takes a key only from a store file.
        Certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    public X509Certificate2 Certificate { get; }

    public string CertificatePem => Certificate.ExportCertificatePem();

    public string KeyPem => _key.ExportPkcs8PrivateKeyPem();

    /// <summary>A client that trusts this certificate and no other.</summary>
    public HttpClient CreateHttp() => RestClient.CreateHttp(new()
    {
        UseProxy = false,
        SslOptions = new() { RemoteCertificateValidationCallback = IsOwn },
    });

    public void Dispose()
    {
        Certificate.Dispose();
        _key.Dispose();
    }

    private bool IsOwn(object sender, X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors) =>
        (errors & SslPolicyErrors.RemoteCertificateNameMismatch) == 0 && shown is not null && shown.GetRawCertData().AsSpan().SequenceEqual(Certificate.RawData);
}
