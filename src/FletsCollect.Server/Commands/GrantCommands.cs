using FletsCollect.Charges;

namespace FletsCollect.Server.Commands;

/// <summary>The command on subscribers' consents, for when one asks by phone.</summary>
internal static class GrantCommands
{
    public static async Task<int> RevokeAsync(CommandRun run, string grantId, string person, string reason, CancellationToken cancellationToken)
    {
        var id = PublicId.TryParse(PublicId.Grant, grantId, out var key) ? key : throw new InvalidOperationException("The grant's name was checked.");
        var outcome = await run.RunAsync<RevokeGrant, Result<ChargeGrant, GrantRevocationRefusal>>(
            revoke => revoke.ExecuteAsync(RevokeGrantCommand.ByOperator(id, person, reason), cancellationToken));
        if (!outcome.Succeeded(out var grant, out var refusal))
        {
            return refusal switch
            {
                GrantRevocationRefusal.NotFound => run.Refuse($"there is no grant {grantId}.", "Check its id in the audit trail."),
                GrantRevocationRefusal.Consumed => run.Refuse($"{grantId} was charged already.", "Cancel or refund its charge instead."),
                _ => throw new ArgumentOutOfRangeException(nameof(grantId), refusal, "Unknown refusal."),
            };
        }
        run.Say($"{grant.PublicId} is revoked: nothing can be charged under it any more, and the merchant is told.");
        return CommandRun.Done;
    }
}
