namespace FletsCollect.Tests.Architecture;

/// <summary>
/// Each folder knows only the folders below it, so that a reader of one need not know those above. Types outside any folder (the units
/// of money and time, the context, the set-up) are the ground and the roof, and are free.
/// </summary>
public sealed class FolderDirectionTests
{
    private const string Planted = "FletsCollect.Tests.Architecture.Planted";

    /// <summary>What every folder of the library may use.</summary>
    private static readonly string[] Common = ["Audit", "Calendars", "Idempotency", "Jobs", "Mail", "Outbox"];

    /// <summary>What each folder of the library may use besides. A ledger account is a line's or a merchant's, so the ledger knows a line's number.</summary>
    private static readonly Dictionary<string, string[]> Library = new(StringComparer.Ordinal)
    {
        ["Audit"] = [],
        ["Calendars"] = [],
        ["Outbox"] = ["Jobs"],
        ["Jobs"] = [],
        ["Mail"] = ["Jobs"],
        ["Idempotency"] = ["Merchants"],
        ["Keys"] = [],
        ["Lines"] = [],
        ["Merchants"] = [],
        ["Staff"] = ["Merchants"],
        ["Ledger"] = ["Lines"],
        ["CarrierBilling"] = ["Charges", "Merchants"],
        ["Subscribers"] = ["Merchants", "Lines"],
        ["Charges"] = ["Keys", "Ledger", "Merchants", "Subscribers", "Lines"],
        ["Subscriptions"] = ["Billing", "Charges", "Ledger", "Merchants", "Subscribers", "Lines"],
        ["Billing"] = ["Charges", "Ledger", "Merchants", "Subscribers", "Lines"],
        ["Refunds"] = ["Billing", "Charges", "Ledger", "Merchants", "Subscribers", "Lines"],
        ["Settlement"] = ["Billing", "Charges", "Ledger", "Merchants", "Lines"],
        ["Notices"] = [],
        ["Onboarding"] = ["Charges", "Documents", "Settlement", "Subscriptions", "Staff", "Ledger", "Merchants"],
        ["Documents"] = ["Settlement", "Billing", "Charges", "Ledger", "Merchants", "Lines"],
        ["Reconciliation"] = ["Refunds", "Subscriptions", "Settlement", "Billing", "Charges", "Ledger", "Merchants", "Subscribers", "Lines"],
        ["DirectDebits"] = ["Billing", "Settlement", "Lines"],
        ["Pruning"] = ["Idempotency", "Jobs", "Keys", "Lines", "Subscribers"],
        ["Usage"] = ["Charges", "Merchants", "Subscriptions"],
        ["Notifications"] = ["Onboarding", "Merchants", "Refunds", "Settlement", "Subscriptions", "Support", "Charges", "Staff", "Subscribers", "Lines"],
        ["Support"] = ["Refunds", "Charges", "Merchants", "Subscribers", "Lines"],
    };

    /// <summary>The folders of the server that all others stand on.</summary>
    private static readonly string[] ServerGround = ["Database", "Documents", "Hosting", "Jobs", "Localization", "Mail"];

    /// <summary>Who is signed in is for SignIn alone to say; consent and the subscriber's own pages ask it.</summary>
    private static readonly (string From, string To)[] ServerExceptions = [("Provider", "SignIn"), ("Sites", "SignIn")];

    [Fact]
    public void Every_folder_of_the_library_uses_only_the_folders_below_it()
    {
        var directions = new FolderDirections(typeof(Yen).Assembly, "FletsCollect");

        Assert.Empty(directions.Offences(AllowedInLibrary));
    }

    [Fact]
    public void Every_folder_of_the_library_has_its_place()
    {
        var directions = new FolderDirections(typeof(Yen).Assembly, "FletsCollect");

        Assert.Empty(directions.Folders.Except(Library.Keys, StringComparer.Ordinal));
    }

    [Fact]
    public void Folders_of_the_server_do_not_use_each_other()
    {
        var directions = new FolderDirections(typeof(Program).Assembly, "FletsCollect.Server");

        Assert.Contains("Provider", directions.Folders);
        Assert.Empty(directions.Offences(AllowedInServer));
    }

    [Fact]
    public void Ledger_that_uses_charges_is_found()
    {
        var directions = new FolderDirections(typeof(FolderDirectionTests).Assembly, Planted);

        Assert.Contains(directions.Offences(AllowedInLibrary), use => use.Contains("LedgerThatKnowsCharges", StringComparison.Ordinal));
    }

    [Fact]
    public void Use_that_hides_in_an_awaited_lambda_is_found()
    {
        var directions = new FolderDirections(typeof(FolderDirectionTests).Assembly, Planted);

        Assert.Contains(directions.Offences(AllowedInLibrary), use => use.Contains("LineThatAwaitsCharges", StringComparison.Ordinal));
    }

    [Fact]
    public void Site_that_uses_the_API_is_found()
    {
        var directions = new FolderDirections(typeof(FolderDirectionTests).Assembly, Planted);

        Assert.Contains(directions.Offences(AllowedInServer), use => use.Contains("SiteThatCallsTheApi", StringComparison.Ordinal));
    }

    private static bool AllowedInLibrary(string from, string to) =>
        Common.Contains(to, StringComparer.Ordinal) || (Library.TryGetValue(from, out var below) && below.Contains(to, StringComparer.Ordinal));

    private static bool AllowedInServer(string from, string to) =>
        from == "Database" || ServerGround.Contains(to, StringComparer.Ordinal) || ServerExceptions.Contains((from, to));
}
