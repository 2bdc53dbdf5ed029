using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace FletsCollect.Charges;

/// <summary>
/// What the consent page says, line by line: the page shows exactly these terms, the hash covers exactly these terms, and they are kept
/// as evidence (domain.md §9). So what the subscriber saw is what was agreed.
/// </summary>
/// <param name="TextVersion">Version of the page's wording; raised when any fixed text of the page changes.</param>
/// <param name="Language">The language it was shown in, <c>ja</c> or <c>en</c>.</param>
/// <param name="MerchantCode">The merchant, by the name that never changes.</param>
/// <param name="Subject">The credential that agrees.</param>
/// <param name="Line">The masked line that pays.</param>
/// <param name="MerchantReference">The order.</param>
/// <param name="Amount">The tax-included price in yen.</param>
/// <param name="Terms">Label and text of each term, in the order shown.</param>
public sealed record ConsentStatement(
    int TextVersion,
    string Language,
    string MerchantCode,
    Guid Subject,
    string Line,
    string MerchantReference,
    long Amount,
    IReadOnlyList<ConsentTerm> Terms)
{
    private static readonly JsonSerializerOptions Canonical = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    };

    /// <summary>The statement as JSON with its members in the order declared here: one statement, one text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Canonical);

    /// <summary>SHA-256 of <see cref="ToJson"/>, base64url.</summary>
    public string Hash() => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(ToJson())));
}

/// <summary>One line of the consent page.</summary>
public sealed record ConsentTerm(string Label, string Text);
