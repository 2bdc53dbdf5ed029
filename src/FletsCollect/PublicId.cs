using System.Buffers.Binary;

namespace FletsCollect;

/// <summary>
/// How an entity is named to the outside: a prefix for its kind and its version-7 key in Crockford base 32, as in
/// <c>ch_01KAR3V6N2F9M0Q8T4XJ5WZ7BC</c>. Ids sort by time, need no escaping in an address, and cannot be guessed from one another.
/// </summary>
public static class PublicId
{
    public const string Charge = "ch";
    public const string Credential = "cr";
    public const string Grant = "gr";
    public const string Refund = "re";
    public const string Approval = "pa";
    public const string Subscription = "sub";
    public const string SupportCase = "case";
    public const string Dispute = "dp";
    public const string Enquiry = "enq";
    public const string LineInvoice = "inv";
    public const string FeeStatement = "fs";
    public const string MerchantContract = "mc";
    public const string Tariff = "ta";
    public const string FundsHold = "hold";
    public const string ReceiptMove = "rm";
    public const string GiveUp = "gu";
    public const string LargestCharge = "lc";
    public const string Payout = "po";
    public const string Event = "evt";
    public const string WebhookEndpoint = "we";
    public const string WebhookDelivery = "wd";
    public const string WebhookAttempt = "wa";
    public const string StaffMember = "st";
    public const string MerchantApplication = "ap";
    public const string CertificationRun = "cr";
    public const string PublicNotice = "no";

    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Digits = 26;

    /// <summary>The public form of a key.</summary>
    public static string Format(string prefix, Guid key)
    {
        Span<byte> bytes = stackalloc byte[16];
        key.TryWriteBytes(bytes, bigEndian: true, out _);
        var number = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        return string.Create(prefix.Length + 1 + Digits, (prefix, number), static (text, state) =>
        {
            state.prefix.CopyTo(text);
            text[state.prefix.Length] = '_';
            var rest = state.number;
            for (var i = text.Length - 1; i > state.prefix.Length; i--)
            {
                text[i] = Alphabet[(int)(rest & 31)];
                rest >>= 5;
            }
        });
    }

    /// <summary>Reads a public id of the given kind; false for any other kind or for malformed text. Letter case does not matter.</summary>
    public static bool TryParse(string prefix, string? text, out Guid key)
    {
        key = default;
        if (text is null || text.Length != prefix.Length + 1 + Digits || !text.StartsWith(prefix + "_", StringComparison.Ordinal))
            return false;
        UInt128 number = 0;
        foreach (var character in text.AsSpan(prefix.Length + 1))
        {
            var digit = Alphabet.IndexOf(char.ToUpperInvariant(character), StringComparison.Ordinal);
            // 26 digits hold 130 bits: a first digit above 7 would not fit.
            if (digit < 0 || number >> 123 != 0)
                return false;
            number = (number << 5) | (uint)digit;
        }
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, number);
        key = new Guid(bytes, bigEndian: true);
        return true;
    }
}
