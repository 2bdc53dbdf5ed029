using FletsCollect.Audit;
using FletsCollect.Server.SignIn;
using FletsCollect.Staff;
using Microsoft.Extensions.DependencyInjection;

namespace FletsCollect.Server.Tests.SignIn.Staff;

/// <summary>A staff member with a browser and an authenticator app.</summary>
public sealed class StaffBrowser : IDisposable
{
    public const string Password = "correct horse battery staple";

    private readonly TimeProvider clock;
    private byte[] key = [];

    /// <summary>Somebody who has nothing yet but an address.</summary>
    public StaffBrowser(RunningServer server, string mailAddress, TimeProvider? clock = null)
    {
        Browser = new Person(server.Issuer);
        MailAddress = mailAddress;
        this.clock = clock ?? TimeProvider.System;
    }

    public Person Browser { get; }

    public string MailAddress { get; }

    /// <summary>What the app shows now.</summary>
    public string Code => AuthenticatorCode.At(key, clock.GetUtcNow());

    /// <summary>What it shows half a minute later, which is taken too: for a test whose code of now is used up.</summary>
    public string NextCode => AuthenticatorCode.At(key, clock.GetUtcNow().AddSeconds(30));

    /// <summary>Invites somebody, and lets them join and sign in.</summary>
    public static async Task<StaffBrowser> JoinedAsync(RunningServer server, StaffRole role, string? merchant = null, TimeProvider? clock = null)
    {
        var member = new StaffBrowser(server, $"{role}-{Guid.CreateVersion7():N}@staff.example".ToLowerInvariant(), clock);
        var page = await member.JoinAsync(await InviteAsync(server, member.MailAddress, role, merchant));
        Assert.Equal("/staff/sign-in", page.Address.AbsolutePath);
        // The code of joining is used up, so the app of this test is as far ahead as is still taken.
        var home = await member.SignInAsync(member.NextCode);
        Assert.Equal("/staff", home.Address.AbsolutePath);
        return member;
    }

    /// <summary>The token of a new invitation.</summary>
    public static async Task<string> InviteAsync(RunningServer server, string mailAddress, StaffRole role, string? merchant = null)
    {
        await using var scope = server.Services.CreateAsyncScope();
        var outcome = await scope.ServiceProvider.GetRequiredService<InviteStaff>()
            .ExecuteAsync(new InviteStaffCommand(mailAddress, "試験 花子", role, merchant, AuditActor.Person("test")), CancellationToken.None);
        return outcome.Succeeded(out var invitation, out var refusal) ? invitation.Token : throw new InvalidOperationException($"Nobody was invited: {refusal}.");
    }

    /// <summary>Follows an invitation, scans the key and chooses a password.</summary>
    public async Task<Seen> JoinAsync(string invitation, string password = Password, string? code = null)
    {
        var page = await Browser.OpenAsync($"/staff/join?invitation={invitation}");
        if (page.Document?.QuerySelector("#app-key")?.TextContent is not { } shown)
            return page;
        key = AuthenticatorAppTests.FromBase32(shown);
        return await Browser.SubmitAsync(page, ("Password", password), ("Code", code ?? Code));
    }

    public async Task<Seen> SignInAsync(string? code = null, string password = Password, string? mailAddress = null) =>
        await Browser.SubmitAsync(await Browser.OpenAsync("/staff/sign-in"), ("MailAddress", mailAddress ?? MailAddress), ("Password", password), ("Code", code ?? Code));

    public void Dispose() => Browser.Dispose();
}
