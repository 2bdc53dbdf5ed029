using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Mvc;

namespace FletsCollect.Server.Sites.Subscriber;

/// <summary>The kill switch of a line, with what it stops.</summary>
public sealed class StopPurchasesModel(FletsCollectDbContext db, ChangeHousehold household, CredentialRules rules, TimeProvider clock) : AccountPage(db, rules, clock)
{
    public HouseholdRefusal? Refusal { get; private set; }

    public void OnGet() { }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        Refusal = await household.ExecuteAsync(Person.CredentialId, HttpContext.Connection.RemoteIpAddress, new HouseholdChange.StopPurchases(), cancellationToken);
        return Refusal is null ? Redirect("/account/limits?done=stopped") : Page();
    }
}
