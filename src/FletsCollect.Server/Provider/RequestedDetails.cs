using System.Text.Json;
using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Merchants;
using FletsCollect.Server.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace FletsCollect.Server.Provider;

/// <summary>What may be wrong with the purchase in a merchant's request, whether it is pushed or comes from a device.</summary>
internal sealed class RequestedDetails(FletsCollectDbContext db, IOptions<ProviderOptions> provider, TimeProvider clock)
{
    public const string InvalidDetails = "invalid_authorization_details";

    /// <summary>The error and its description; null when the purchase may be shown to the subscriber, or the request asks for none.</summary>
    public async Task<(string Error, string Description)?> ProblemAsync(OpenIddictRequest request, string? clientId, CancellationToken cancellationToken)
    {
        var sent = (string?)request[ChargeDetailsEvents.Parameter];
        var wantsCharge = request.HasScope(ChargeToken.Scope);
        if (sent is null && request.HasParameter(ChargeDetailsEvents.Parameter))
            return (Errors.InvalidRequest, "authorization_details was sent more than once.");
        if (sent is not null && !wantsCharge)
            return (Errors.InvalidRequest, "authorization_details needs the scope 'charge'.");
        if (!wantsCharge)
            return null;
        if (sent is null)
            return (InvalidDetails, "The scope 'charge' needs authorization_details with the purchase.");
        if (!IsArray(sent))
            return (Errors.InvalidRequest, "authorization_details is not a JSON array.");
        if (ChargeDetailsReader.Read(sent, provider.Value.ChargesResource, out var problem) is not { } details)
            return (InvalidDetails, problem);
        if (details is OnceDetails once && OnceDetailsWire.Untimely(once, clock.Instant()) is { } untimely)
            return (InvalidDetails, untimely);
        var merchant = await db.Merchants.AsNoTracking().SingleOrDefaultAsync(row => row.Code == clientId, cancellationToken);
        if (merchant is null || !merchant.MayCharge)
            return (Errors.UnauthorizedClient, "This merchant's contract is not live; no purchase can be made.");
        if (details is RecurringDetails && !merchant.MayChargeMonthly)
            return (InvalidDetails, $"The type '{details.Type}' is not in this merchant's contract.");
        // A new price keeps the schedule, whose start is long over.
        if (details is RecurringDetails { Schedule.Start: var start } && GrantManagement.ReplacedBy(request) is null && StartProblem(start) is { } problemOfStart)
            return (InvalidDetails, problemOfStart);
        if (await PlanProblemAsync(merchant, details, cancellationToken) is { } problemOfPlan)
            return (InvalidDetails, problemOfPlan);
        return details.Amount > merchant.LargestCharge
            ? (InvalidDetails, $"amount.value is above this merchant's largest charge of {merchant.LargestCharge.Amount} yen.")
            : null;
    }

    /// <summary>A purchase that names one of the merchant's plans must be what the plan says.</summary>
    private async Task<string?> PlanProblemAsync(Merchant merchant, ChargeDetails details, CancellationToken cancellationToken)
    {
        if (details is not RecurringDetails { Plan: { } code } recurring)
            return null;
        var plan = await db.Plans.AsNoTracking().SingleOrDefaultAsync(row => row.MerchantId == merchant.Id && row.Code == code, cancellationToken);
        return plan is null ? $"There is no plan '{code}'." : plan.Disagreement(recurring);
    }

    private string? StartProblem(DateOnly start)
    {
        var today = BusinessDate.At(clock.Instant());
        return start < today ? $"schedule.start must be today in Japan ({today:yyyy-MM-dd}) or later."
            : start > today.AddYears(1) ? "schedule.start must lie within a year."
            : null;
    }

    private static bool IsArray(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Array;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
