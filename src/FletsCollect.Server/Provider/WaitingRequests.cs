using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using FletsCollect.Charges;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace FletsCollect.Server.Provider;

/// <summary>
/// Pushed requests live 300 seconds, but for those whose purchase waits for the household's contractor: their buyer comes back when it is
/// decided. So OpenIddict keeps all of them for the longest that one may wait, and the shorter life is held to here.
/// </summary>
internal static class WaitingRequests
{
    /// <summary>The life of a request (provider.md, "Merchant profile").</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(300);

    /// <summary>The life of one that waits: its own, the longest wait, and as long again to complete it.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    public static void Add(OpenIddictServerBuilder server)
    {
        server.AddEventHandler<ValidateAuthorizationRequestContext>(handler => handler
            .UseScopedHandler<CheckAge>()
            // Before it, nobody knows yet when the request was pushed.
            .SetOrder(OpenIddictServerHandlers.Authentication.ValidateAuthentication.Descriptor.Order + 500));
        server.AddEventHandler<ApplyPushedAuthorizationResponseContext>(handler => handler
            .UseInlineHandler(static context =>
            {
                if (context.Response.RequestUri is not null)
                    context.Response.ExpiresIn = (long)Lifetime.TotalSeconds;
                return ValueTask.CompletedTask;
            })
            .SetOrder(int.MinValue + 60_000));
    }

    /// <summary>Names a request without being able to open it.</summary>
    public static string KeyOf(string requestUri) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(requestUri)));

    /// <summary>True while the contractor is asked, or has said yes, about the purchase of a request.</summary>
    public static Task<bool> IsWaitedForAsync(FletsCollectDbContext db, string requestUri, Guid? credentialId, DateTime now, CancellationToken cancellationToken)
    {
        var key = KeyOf(requestUri);
        return db.PurchaseApprovals.AnyAsync(
            approval => approval.RequestKey == key && approval.ExpiresAt > now && approval.Status != PurchaseApprovalStatus.Used && (credentialId == null || approval.CredentialId == credentialId), cancellationToken);
    }

    private sealed class CheckAge(FletsCollectDbContext db, TimeProvider clock) : IOpenIddictServerHandler<ValidateAuthorizationRequestContext>
    {
        public async ValueTask HandleAsync(ValidateAuthorizationRequestContext context)
        {
            if (context.RequestTokenPrincipal?.GetCreationDate() is not { } pushedAt || context.Request.RequestUri is not { } request)
                return;
            var now = clock.GetUtcNow();
            if (now - pushedAt >= Lifetime && !await IsWaitedForAsync(db, request, credentialId: null, now.UtcDateTime, context.CancellationToken))
                context.Reject(Errors.InvalidRequestUri, "The request_uri has expired; push the request again.");
        }
    }
}
