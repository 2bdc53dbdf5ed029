using FletsCollect.Billing;
using Microsoft.AspNetCore.DataProtection;

namespace FletsCollect.DirectDebits;

/// <summary>Hides bank files with subscribers' accounts from a reader of the database, with the Data Protection ring. Their digests stay plain.</summary>
public sealed class SealedFiles(IDataProtectionProvider protection)
{
    private readonly IDataProtector protector = protection.CreateProtector("FletsCollect.DirectDebits.File");

    /// <summary>The same file, kept in a form that only this installation can read.</summary>
    public FileContent Seal(FileContent content) => content with { Kept = protector.Protect(content.Bytes) };

    /// <summary>The bytes as they came or went.</summary>
    public byte[] Open(BillingFile file) => protector.Unprotect(file.Content);
}
