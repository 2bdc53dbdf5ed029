using System.Security.Cryptography;

namespace BlogHost.Orders;

/// <summary>The shop's own names of what is bought.</summary>
internal static class Reference
{
    /// <summary>Short enough to read out on the phone, and 54 random bits: never the same twice.</summary>
    public static string New(string kind) => $"{kind}-{RandomNumberGenerator.GetString("23456789ABCDEFGHJKMNPQRSTVWXYZ", 11)}";
}
