using FletsCollect.Server.Hosting.Throttling;
using Microsoft.AspNetCore;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers;

namespace FletsCollect.Server.Provider;

/// <summary>
/// How often one merchant may ask the provider, counted only once it is known to be that merchant: a stranger who uses its name must not
/// use up what it may ask for.
/// </summary>
internal static class MerchantThrottle
{
    public static void Add(OpenIddictServerBuilder server)
    {
        Add<ValidatePushedAuthorizationRequestContext>(server, Authentication.ValidatePushedAuthentication.Descriptor.Order);
        Add<ValidateDeviceAuthorizationRequestContext>(server, OpenIddictServerHandlers.Device.ValidateDeviceAuthentication.Descriptor.Order);
        Add<ValidateTokenRequestContext>(server, Exchange.ValidateAuthentication.Descriptor.Order);
        Add<ValidateIntrospectionRequestContext>(server, Introspection.ValidateAuthentication.Descriptor.Order);
        Add<ValidateRevocationRequestContext>(server, Revocation.ValidateAuthentication.Descriptor.Order);
    }

    private static void Add<TContext>(OpenIddictServerBuilder server, int afterAuthentication)
        where TContext : BaseValidatingContext =>
        server.AddEventHandler<TContext>(handler => handler.UseSingletonHandler<Count<TContext>>().SetOrder(afterAuthentication + 500));

    private sealed class Count<TContext>(Throttles throttles) : IOpenIddictServerHandler<TContext>
        where TContext : BaseValidatingContext
    {
        public async ValueTask HandleAsync(TContext context)
        {
            if (context.Transaction.Request?.ClientId is not { } client || context.Transaction.GetHttpRequest()?.HttpContext is not { } http)
                return;
            var lease = await throttles.TakeAsync(ThrottleRule.MerchantProtocol, client, context.CancellationToken);
            ThrottlingSetup.Say(http.Response, "protocol", lease);
            if (lease.IsAcquired)
                return;
            // OpenIddict knows no 429 and would answer 400.
            http.Response.OnStarting(() =>
            {
                http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                return Task.CompletedTask;
            });
            context.Reject(Errors.TemporarilyUnavailable, "Too many requests; wait as long as Retry-After says.");
        }
    }
}
