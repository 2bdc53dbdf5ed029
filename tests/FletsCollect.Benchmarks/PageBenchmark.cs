using System.Diagnostics;
using System.Globalization;
using FletsCollect.Server.Api;
using FletsCollect.Server.Database;
using FletsCollect.Server.Sites;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FletsCollect.Benchmarks;

/// <summary>
/// How long pages of lists take over HTTP for somebody who is signed in, over two hundred charges and over many more. The two servers answer in
/// turn, so that a machine whose speed drifts drifts for both.
/// </summary>
internal static class PageBenchmark
{
    /// <summary>Two hundred and not one: so the page after the first is a whole one too.</summary>
    private const int Few = 200;

    private const int Turns = 25;
    private const int WarmUps = 8;

    public static async Task RunAsync(DatabaseKind kind, int most, TextWriter output)
    {
        await using var few = await Site.OpenAsync(kind, Few);
        await using var many = await Site.OpenAsync(kind, most);
        await output.WriteLineAsync(Invariant($"{kind}, {Environment.ProcessorCount} cores, medians of {Turns} turns"));
        await output.WriteLineAsync(Invariant($"ms over {Few} | ms over {most:N0} | ratio | page"));
        foreach (var (page, other) in few.Pages().Zip(many.Pages()))
        {
            var (ofFew, ofMany) = (new List<double>(), new List<double>());
            for (var turn = -WarmUps; turn < Turns; turn++)
            {
                var (one, two) = (await TimeAsync(page), await TimeAsync(other));
                if (turn >= 0)
                {
                    ofFew.Add(one);
                    ofMany.Add(two);
                }
            }
            var (fewMs, manyMs) = (Median(ofFew), Median(ofMany));
            await output.WriteLineAsync(Invariant($"{fewMs,11:0.00} | {manyMs,17:0.00} | {manyMs / fewMs,5:0.00} | {page.Name}"));
        }
    }

    private static async Task<double> TimeAsync(Page page)
    {
        var started = Stopwatch.GetTimestamp();
        var answer = await page.AskAsync();
        var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        return answer.Contains(page.Shows, StringComparison.Ordinal) ? took : throw new InvalidOperationException($"{page.Name}: {page.Shows} is not in the answer: {answer}");
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <param name="Name">What is asked for.</param>
    /// <param name="Shows">What is in the answer; a page without its rows is quick too.</param>
    /// <param name="AskAsync">Asks once.</param>
    private sealed record Page(string Name, string Shows, Func<Task<string>> AskAsync);

    /// <summary>A server over so many charges, with everybody who looks at them.</summary>
    private sealed class Site : IAsyncDisposable
    {
        private readonly Place place;
        private readonly BenchmarkServer server;
        private readonly int charges;
        private readonly List<IDisposable> opened = [];
        private SignedInBrowser owner = null!;
        private SignedInBrowser operatorStaff = null!;
        private SignedInBrowser desk = null!;
        private SignedInBrowser subscriber = null!;
        private BackEnd backEnd = null!;
        private string deskForm = "";

        private Site(Place place, BenchmarkServer server, int charges) => (this.place, this.server, this.charges) = (place, server, charges);

        public static async Task<Site> OpenAsync(DatabaseKind kind, int charges)
        {
            var at = await Place.OpenAsync(kind);
            var running = new BenchmarkServer(new Setup(kind), at.ConnectionString);
            running.StartServer();
            var site = new Site(at, running, charges);
            await using (var scope = running.Services.CreateAsyncScope())
            {
                var db = scope.ServiceProvider.GetRequiredService<FletsCollectDbContext>();
                await ListsOfCharges.WriteAsync(db, charges);
                var name = ListsOfCharges.BuyerOf(site.Middle);
                var buyer = await db.Users.SingleAsync(row => row.UserName == name);
                buyer.PasswordHash = scope.ServiceProvider.GetRequiredService<IPasswordHasher<Credential>>().HashPassword(buyer, DemoData.StaffPassword);
                await db.SaveChangesAsync();
            }
            await site.SignInAsync();
            return site;
        }

        /// <summary>A charge that is in the middle of every list.</summary>
        private int Middle => charges / 2;

        public IEnumerable<Page> Pages()
        {
            var middle = ListsOfCharges.ReferenceOf(Middle);
            var afterMiddle = ListPlace.Of(ListsOfCharges.First.AddSeconds(Middle + 1), ListsOfCharges.ChargeOf(Middle + 1));
            var cursor = new Cursor(ListsOfCharges.First.AddSeconds(Middle + 1), ListsOfCharges.ChargeOf(Middle + 1));
            var oldest = ListsOfCharges.ReferenceOf(1);
            var newest = ListsOfCharges.ReferenceOf(charges - 1);
            yield return Of(owner, "merchant/charges", newest);
            yield return Of(owner, $"merchant/charges?after={afterMiddle}", middle, "a page from the middle");
            yield return Of(owner, "merchant/charges?from=2026-10-01&to=2026-10-01", ListsOfCharges.ReferenceOf(Math.Min(charges, ListsOfCharges.OfFirstDay) - 1), "of the first day");
            yield return Of(owner, "merchant/charges?status=Confirmed", newest, "with the status of most");
            yield return Of(owner, "merchant/charges?status=Cancelled", ListsOfCharges.ReferenceOf(ListsOfCharges.Cancelled - 1), "with a status of few, the oldest");
            yield return Of(owner, $"merchant/charges?search={oldest}", oldest, "by a whole reference");
            yield return Of(owner, "merchant/charges?search=ORD-00000000", ListsOfCharges.ReferenceOf(99), "by the beginning of few references");
            yield return Of(owner, "merchant/charges?search=ORD-", newest, "by the beginning of all references");
            yield return Of(owner, "merchant/charges?search=nothing", "main", "by a reference that nothing has");
            yield return Of(owner, "merchant/subscriptions", newest);
            yield return Of(owner, "merchant/subscriptions?status=Ended", ListsOfCharges.ReferenceOf(ListsOfCharges.Cancelled - 1), "with a status of few, the oldest");
            yield return Of(owner, "merchant/subscriptions?plan=old", ListsOfCharges.ReferenceOf(ListsOfCharges.Cancelled - 1), "of a plan of few, the oldest");
            yield return Of(owner, $"merchant/subscriptions?search={oldest}", oldest, "by a whole reference");
            yield return Of(owner, "merchant/refunds", newest);
            yield return Of(owner, $"merchant/refunds?after={afterMiddle}", middle, "a page from the middle");
            var account = $"operator/ledger?account=merchant-payable.uncollected/{ListsOfCharges.Merchant}";
            yield return Of(operatorStaff, account, $">{ListsOfCharges.BatchOf(charges - 1)}</td>");
            yield return Of(operatorStaff, $"{account}&before={new ListPlace(ListsOfCharges.BatchOf(Middle), ListsOfCharges.TransferOf(Middle))}", $">{ListsOfCharges.BatchOf(Middle - 1)}</td>", "a page from the middle");
            yield return Of(subscriber, "account", "100");
            yield return Of(subscriber, "account?page=2", "100", "the second page");
            yield return Find(ListsOfCharges.BuyerOf(Middle), "/desk/ids/", "an ID");
            yield return Find(ListsOfCharges.LineOf(Middle), "/desk/lines/", "a line");
            yield return Find(PublicId.Format(PublicId.Charge, ListsOfCharges.ChargeOf(Middle)), "/desk/charges/", "a charge");
            yield return Find(middle, "/desk/charges/", "a reference");
            yield return OfApi("v1/charges", newest);
            yield return OfApi($"v1/charges?limit=100&cursor={cursor}", middle, "a page from the middle");
            yield return OfApi("v1/charges?status=cancelled", ListsOfCharges.ReferenceOf(ListsOfCharges.Cancelled - 1), "with a status of few, the oldest");
            yield return OfApi($"v1/charges?merchant_reference={oldest}", oldest, "by a reference");
            yield return OfApi($"v1/subscriptions?merchant_reference={oldest}", oldest, "subscriptions by a reference");
        }

        public async ValueTask DisposeAsync()
        {
            opened.ForEach(one => one.Dispose());
            await server.DisposeAsync();
            await place.DisposeAsync();
        }

        private static Page Of(SignedInBrowser browser, string path, string shows, string? remark = null) => new($"/{path.Split('?')[0]} {remark}".TrimEnd(), shows, () => browser.OpenAsync(path));

        private Page OfApi(string path, string shows, string? remark = null) => new($"GET /{path.Split('?')[0]} {remark}".TrimEnd(), shows, () => backEnd.GetAsync(path));

        private Page Find(string text, string leadsTo, string what) => new($"/desk/find {what}", leadsTo, () => desk.PostAsync("desk/find", deskForm, ("Text", text)));

        private async Task SignInAsync()
        {
            opened.Add(owner = await SignedInBrowser.OfStaffAsync(server.Issuer, "owner@hatena-demo.example"));
            opened.Add(operatorStaff = await SignedInBrowser.OfStaffAsync(server.Issuer, "operator@staff.example"));
            opened.Add(desk = await SignedInBrowser.OfStaffAsync(server.Issuer, "desk@staff.example"));
            opened.Add(subscriber = await SignedInBrowser.OfSubscriberAsync(server.Issuer, ListsOfCharges.BuyerOf(Middle), DemoData.StaffPassword));
            opened.Add(backEnd = await BackEnd.OpenAsync(server, ListsOfCharges.Merchant));
            deskForm = await desk.FormTokenAsync("desk/find");
        }
    }
}
