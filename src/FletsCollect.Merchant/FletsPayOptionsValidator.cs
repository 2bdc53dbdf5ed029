using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace FletsCollect.Merchant;

/// <summary>Says at start what is missing and what to do about it, instead of failing at the first purchase.</summary>
internal sealed class FletsPayOptionsValidator : IValidateOptions<FletsPayOptions>
{
    public ValidateOptionsResult Validate(string? name, FletsPayOptions options)
    {
        var failures = Failures(options).ToList();
        return failures.Count is 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(FletsPayOptions options)
    {
        if (AddressFailure(nameof(FletsPayOptions.Issuer), options.Issuer) is { } issuer)
            yield return issuer;
        else if (!options.Issuer.EndsWith('/'))
            yield return $"FletsPay:Issuer '{options.Issuer}' has no trailing slash. Write '{options.Issuer}/': the provider compares it letter by letter.";

        if (options.ClientId is "")
            yield return "FletsPay:ClientId is missing. Set it to the client_id that you received with your merchant contract.";

        if (AddressFailure(nameof(FletsPayOptions.RedirectUri), options.RedirectUri) is { } redirect)
            yield return redirect;
        else if (new Uri(options.RedirectUri) is { } uri && (uri.Query is not "" || uri.Fragment is not ""))
            yield return "FletsPay:RedirectUri has a query or fragment. Register and configure an address without one.";

        if (options.ChargeEndpoint is { Length: > 0 } endpoint && AddressFailure(nameof(FletsPayOptions.ChargeEndpoint), endpoint) is { } charge)
            yield return charge;

        if (options.SigningKeyId is "")
            yield return "FletsPay:SigningKeyId is missing. Set it to the kid of your registered public key.";

        if (SigningKeyFailure(options) is { } key)
            yield return key;

        if (options.ChargeAttemptTimeout < TimeSpan.FromSeconds(1) || options.ChargeAttemptTimeout > TimeSpan.FromSeconds(60))
            yield return "FletsPay:ChargeAttemptTimeout is out of range. Choose 00:00:01 to 00:01:00; the default is 00:00:10.";

        if (options.ChargeRetries is < 0 or > 10)
            yield return "FletsPay:ChargeRetries is out of range. Choose 0 to 10; the default is 4.";
    }

    private static string? AddressFailure(string option, string value)
    {
        if (!Uri.TryCreate(value, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http"))
            return $"FletsPay:{option} '{value}' is not an absolute address. Set it to an https address.";
        if (uri.Scheme is "http" && !uri.IsLoopback)
            return $"FletsPay:{option} '{value}' is not https. Plain http is accepted for localhost only; use https.";
        return null;
    }

    private static string? SigningKeyFailure(FletsPayOptions options)
    {
        const string remedy = "Create one with: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256";

        if (options is { SigningKey.Length: > 0, SigningKeyFile.Length: > 0 })
            return "FletsPay:SigningKey and FletsPay:SigningKeyFile are both set. Remove one of them.";
        if (options.SigningKeyFile is { Length: > 0 } file && !File.Exists(file))
            return $"FletsPay:SigningKeyFile '{file}' does not exist or is not readable. Mount the key there or correct the path.";
        if (options.ReadSigningKey() is not { Length: > 0 } pem)
            return $"FletsPay:SigningKey is missing. Set it or FletsPay:SigningKeyFile to your private key as PEM. {remedy}";

        try
        {
            using var key = ECDsa.Create();
            key.ImportFromPem(pem);
            if (key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value is not "1.2.840.10045.3.1.7")
                return $"FletsPay:SigningKey is not on the curve P-256, which ES256 asks for. {remedy}";
            key.SignData([1], HashAlgorithmName.SHA256);
            return null;
        }
        // Whatever PEM parsing dislikes, the merchant's remedy is the same; the key's text is never part of the message.
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            return $"FletsPay:SigningKey cannot be read as an unencrypted EC private key in PEM. {remedy}";
        }
    }
}
