using System.ComponentModel.DataAnnotations;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Mvc;

namespace FletsCollect.Server.Sites.Subscriber;

/// <summary>Sets the PIN for purchases, from the ID's own line.</summary>
public sealed class PinModel(FletsCollectDbContext db, KeepPurchasePin pins, CredentialRules rules, TimeProvider clock) : AccountPage(db, rules, clock)
{
    [BindProperty]
    [StringLength(40)]
    public string? Pin { get; set; }

    public SecondFactorRefusal? Refusal { get; private set; }

    public bool Done { get; private set; }

    protected override bool NeedsFreshSignIn => true;

    public void OnGet()
    {
        // The form, without anything in it.
    }

    public async Task OnPostAsync(CancellationToken cancellationToken)
    {
        Refusal = await pins.SetAsync(Person.CredentialId, HttpContext.Connection.RemoteIpAddress, Pin, cancellationToken);
        Done = Refusal is null;
    }
}
