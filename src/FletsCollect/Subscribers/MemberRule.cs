using System.Text.Json;
using FletsCollect.Audit;
using FletsCollect.Calendars;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace FletsCollect.Subscribers;

/// <summary>What the contractor set for one other ID of the line. An ID without a rule buys as the line's limits allow.</summary>
public sealed class MemberRule
{
    private MemberRule() { }

    public MemberRule(Guid credentialId, Yen? askAbove, IReadOnlyList<string>? industries, DateTime now)
    {
        CredentialId = credentialId;
        Change(askAbove, industries, now);
    }

    public Guid CredentialId { get; private set; }

    /// <summary>A purchase above this waits for the contractor; 0 for every purchase, null for none.</summary>
    public Yen? AskAbove { get; private set; }

    /// <summary>The industries whose merchants may be bought from; null for all.</summary>
    public IReadOnlyList<string>? Industries { get; private set; }

    public DateTime ChangedAt { get; private set; }

    public void Change(Yen? askAbove, IReadOnlyList<string>? industries, DateTime now)
    {
        AskAbove = askAbove;
        Industries = industries;
        ChangedAt = now;
    }

    public bool Allows(string industry) => Industries is null || Industries.Contains(industry, StringComparer.Ordinal);

    public bool MustAsk(Yen amount) => AskAbove is { } above && amount > above;
}

/// <summary>Stores the industries as a JSON array.</summary>
public sealed class IndustriesConverter() : ValueConverter<IReadOnlyList<string>, string>(
    industries => JsonSerializer.Serialize(industries, JsonSerializerOptions.Web),
    text => JsonSerializer.Deserialize<List<string>>(text, JsonSerializerOptions.Web)!);

/// <summary>Tells whether a rule names other industries than before.</summary>
public sealed class IndustriesComparer() : ValueComparer<IReadOnlyList<string>>(
    (one, other) => one != null && other != null ? one.SequenceEqual(other) : one == other,
    industries => industries.Count,
    industries => industries.ToList());

/// <summary>Why a member's rule was not set.</summary>
public enum MemberRuleRefusal
{
    /// <summary>Only the contractor sets rules, and only for the other IDs of the same line.</summary>
    NotYours,

    /// <summary>The amount is 0 to 1,000,000 yen.</summary>
    AmountOutOfRange,
}

/// <summary>Sets what another ID of the household may do without being asked for.</summary>
public sealed class SetMemberRule(UnitOfWork unitOfWork, TimeProvider clock)
{
    private const int LargestAmount = 1_000_000;

    public Task<Result<MemberRule, MemberRuleRefusal>> ExecuteAsync(
        Guid contractorId, Guid credentialId, long? askAbove, IReadOnlyList<string>? industries, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync<Result<MemberRule, MemberRuleRefusal>>(
            async (db, token) =>
            {
                if (askAbove is < 0 or > LargestAmount)
                    return MemberRuleRefusal.AmountOutOfRange;
                var contractor = await db.Users.SingleAsync(row => row.Id == contractorId, token);
                var credential = await db.Users.SingleOrDefaultAsync(row => row.Id == credentialId && row.Line == contractor.Line, token);
                if (contractor.Role != CredentialRole.Contractor || credential is not { Role: CredentialRole.Member, Status: not CredentialStatus.Revoked })
                    return MemberRuleRefusal.NotYours;
                var now = clock.Instant();
                Yen? above = askAbove is { } yen ? new Yen(yen) : null;
                var rule = await db.MemberRules.SingleOrDefaultAsync(row => row.CredentialId == credentialId, token);
                if (rule is null)
                    db.Add(rule = new MemberRule(credentialId, above, industries, now));
                else
                    rule.Change(above, industries, now);
                db.Add(AuditEntry.Of("credential.rule-set", AuditActor.Credential(contractor.UserName!), credential.UserName!, now, new { askAbove, industries }));
                return rule;
            },
            cancellationToken);
}
