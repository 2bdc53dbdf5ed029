using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Merchants;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Subscriptions;

/// <summary>
/// What a merchant sells by the month. Name, price and length of the period never change, because subscribers agreed to them; a new price
/// is a new plan.
/// </summary>
public sealed class Plan : IMerchantOwned
{
    private Plan() { }

    public Plan(Merchant merchant, string code, string name, Yen price, int months, DateTime now)
    {
        Id = Guid.CreateVersion7();
        MerchantId = merchant.Id;
        Code = code;
        Name = name;
        Price = price;
        Months = months;
        IsActive = true;
        CreatedAt = now;
    }

    public Guid Id { get; private set; }

    public Guid MerchantId { get; private set; }

    /// <summary>The merchant's own name of it, <c>[a-z0-9][a-z0-9._-]{0,63}</c>; unique within the merchant.</summary>
    public string Code { get; private set; } = "";

    /// <summary>As subscribers see it.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The tax-included price of one period.</summary>
    public Yen Price { get; private set; }

    /// <summary>Length of a period: 1, 3, 6 or 12 months.</summary>
    public int Months { get; private set; }

    /// <summary>False when nobody new may sign up; subscriptions that live on it go on.</summary>
    public bool IsActive { get; private set; }

    public DateTime CreatedAt { get; private set; }

    public int Version { get; private set; }

    /// <summary>Why a purchase is not this plan; null when it is.</summary>
    public string? Disagreement(RecurringDetails details) =>
        !IsActive ? $"The plan '{Code}' is retired."
        : details.Amount != Price ? $"amount.value must be the price of the plan '{Code}', {Price.Amount} yen."
        : details.Schedule.Months != Months ? $"schedule.count must be the plan's period of {Months} months."
        : null;

    public void Retire()
    {
        IsActive = false;
        Version++;
    }
}

/// <summary>Why a plan was not made or retired.</summary>
public enum PlanRefusal
{
    /// <summary>The merchant has a plan of this code.</summary>
    CodeInUse,

    /// <summary>The merchant has no plan of this code.</summary>
    NotFound,

    /// <summary>The merchant's contract does not cover monthly charging.</summary>
    NotAllowed,
}

/// <summary>Makes and retires a merchant's plans, in the caller's transaction.</summary>
public sealed class KeepPlans(TimeProvider clock)
{
    public async Task<Result<Plan, PlanRefusal>> CreateAsync(
        FletsCollectDbContext db, Merchant merchant, string code, string name, Yen price, int months, CancellationToken cancellationToken)
    {
        if (!merchant.MayChargeMonthly)
            return PlanRefusal.NotAllowed;
        if (await db.Plans.AnyAsync(row => row.MerchantId == merchant.Id && row.Code == code, cancellationToken))
            return PlanRefusal.CodeInUse;
        var now = clock.Instant();
        var plan = new Plan(merchant, code, name, price, months, now);
        db.Add(plan);
        db.Add(AuditEntry.Of("plan.created", AuditActor.Merchant(merchant.Code), code, now, new { price = price.Amount, months }));
        return plan;
    }

    /// <summary>Retiring twice is retiring once.</summary>
    public async Task<Result<Plan, PlanRefusal>> RetireAsync(FletsCollectDbContext db, Merchant merchant, string code, CancellationToken cancellationToken)
    {
        if (await db.Plans.SingleOrDefaultAsync(row => row.MerchantId == merchant.Id && row.Code == code, cancellationToken) is not { } plan)
            return PlanRefusal.NotFound;
        if (plan.IsActive)
        {
            plan.Retire();
            db.Add(AuditEntry.Of("plan.retired", AuditActor.Merchant(merchant.Code), code, clock.Instant()));
        }
        return plan;
    }
}
