using System.Net;
using FletsCollect.Charges;
using FletsCollect.Lines;
using FletsCollect.Subscribers;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;

namespace FletsCollect.Server.Tests.SignIn;

/// <summary>Buying from a line that cannot be proved at a purchase (domain.md §3, FLET'S Hikari Premium).</summary>
public sealed class PremiumPurchaseTests(ServerBehindProxy server) : IClassFixture<ServerBehindProxy>
{
    private const string Pin = "407291";
    private const string LinePresent = "urn:fletscollect:acr:line-present:v1";
    private const string Credential = "urn:fletscollect:acr:credential:v1";

    [Fact]
    public async Task PIN_stands_in_for_the_line_and_the_merchant_reads_so()
    {
        using var merchant = server.NewMerchant();
        using var person = await NewSignedInAsync();
        await person.SetPinAsync(Pin);
        person.LeaveTheLine();

        var page = await person.OpenAsync(await merchant.StartAsync());
        var answer = await person.SubmitAsync(page, ("Pin", Pin), ("decision", "approve"));
        var tokens = await merchant.RedeemAsync(answer.Elsewhere!);

        Assert.Contains("回線", page.Document!.QuerySelector("#consent-terms")!.TextContent, StringComparison.Ordinal);
        var identity = new JsonWebTokenHandler().ReadJsonWebToken(tokens.Response["id_token"]!.GetValue<string>());
        Assert.Equal(Credential, identity.GetClaim("acr").Value);
        Assert.Equal(["pwd", "pin"], identity.Claims.Where(claim => claim.Type == "amr").Select(claim => claim.Value));
        Assert.Equal(HttpStatusCode.Created, (await merchant.ChargeAsync(tokens, merchant.Key(1))).Status);
        Assert.Equal(SecondFactor.Pin, await server.DatabaseAsync(db => db.ChargeGrants.Where(grant => grant.MerchantReference == merchant.Reference).Select(grant => grant.SecondFactor).SingleAsync()));
    }

    [Fact]
    public async Task Without_a_second_factor_the_page_says_how_to_get_one_and_the_merchant_that_it_is_unmet()
    {
        using var merchant = server.NewMerchant();
        using var person = await NewSignedInAsync();

        var page = await person.OpenAsync(await merchant.StartAsync());
        var answer = await person.SubmitAsync(page, ("decision", "refuse"));

        Assert.Equal("P04", page.Document!.QuerySelector("#approval-refusal")!.GetAttribute("data-code"));
        Assert.Null(page.Document!.QuerySelector("#approve"));
        Assert.Equal("unmet_authentication_requirements", answer.Answered("error"));
    }

    [Fact]
    public async Task Wrong_and_missing_PINs_buy_nothing_and_lock_it_in_the_end()
    {
        using var merchant = server.NewMerchant();
        using var person = await NewSignedInAsync();
        await person.SetPinAsync(Pin);
        var page = await person.OpenAsync(await merchant.StartAsync());

        var missing = await person.SubmitAsync(page, ("decision", "approve"));
        Assert.Equal("P14", missing.Document!.QuerySelector("#approval-refusal")!.GetAttribute("data-code"));
        for (var guess = 1; guess < PurchasePin.MostFailures; guess++)
            page = await person.SubmitAsync(page, ("Pin", "000111"), ("decision", "approve"));
        Assert.Equal("F01", page.Document!.QuerySelector("#Pin-error")!.GetAttribute("data-code"));
        await person.SubmitAsync(page, ("Pin", "000111"), ("decision", "approve"));
        var locked = await person.SubmitAsync(page, ("Pin", Pin), ("decision", "approve"));

        Assert.Equal("F02", locked.Document!.QuerySelector("#Pin-error")!.GetAttribute("data-code"));
        Assert.Equal(0, await server.DatabaseAsync(db => db.ChargeGrants.CountAsync(grant => grant.MerchantReference == merchant.Reference)));
    }

    [Fact]
    public async Task Merchant_that_asks_for_the_line_is_told_that_it_cannot_be_had()
    {
        using var merchant = server.NewMerchant();
        using var person = await NewSignedInAsync();
        await person.SetPinAsync(Pin);

        var answer = await person.OpenAsync(await merchant.StartAsync(change: request => request["acr_values"] = LinePresent));

        Assert.Equal("unmet_authentication_requirements", answer.Answered("error"));
    }

    [Fact]
    public async Task Month_has_the_lower_limit()
    {
        using var merchant = server.NewMerchant();
        using var person = await NewSignedInAsync();
        await person.SetPinAsync(Pin);

        var page = await person.OpenAsync(await merchant.StartAsync("10001"));

        Assert.Equal("P05", page.Document!.QuerySelector("#approval-refusal")!.GetAttribute("data-code"));
    }

    [Fact]
    public async Task PIN_cannot_be_set_from_elsewhere()
    {
        using var person = await NewSignedInAsync();
        person.LeaveTheLine();

        var page = await person.SetPinAsync(Pin);

        Assert.Equal("F05", page.Document!.QuerySelector("#Pin-error")!.GetAttribute("data-code"));
    }

    private async Task<Person> NewSignedInAsync()
    {
        var person = await server.NewSubscriberOnOwnLineAsync(LineServiceType.HikariPremium);
        await person.SignInAsync();
        return person;
    }
}
