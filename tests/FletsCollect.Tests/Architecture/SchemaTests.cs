using FletsCollect.Server.Database;
using FletsCollect.Tests.Architecture.Planted;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace FletsCollect.Tests.Architecture;

/// <summary>Rules that every table follows.</summary>
public sealed class SchemaTests
{
    /// <summary>Words of a column that would hold a payment card or a bank account.</summary>
    private static readonly string[] CardAndBankWords = ["card", "pan", "cvv", "cvc", "iban", "account_number", "bank_account"];

    /// <summary>Where the bank accounts of merchants may be kept, which are paid and never pay.</summary>
    private static readonly string[] ForMerchantsOnly = ["FletsCollect.Merchants", "FletsCollect.Onboarding", "FletsCollect.Settlement"];

    [Fact]
    public void Nothing_of_a_subscriber_holds_a_card_or_bank_account_number() => Assert.Empty(CardOrBankColumns(ProductModel()));

    [Fact]
    public void Column_for_a_card_number_is_found() => Assert.Contains("PlantedPaymentCard.CardNumber", CardOrBankColumns(PlantedModel()));

    [Fact]
    public void Every_instant_comes_back_from_the_database_as_UTC() => Assert.Empty(InstantsWithoutUtc(ProductModel()));

    [Fact]
    public void Instant_that_comes_back_without_its_zone_is_found() => Assert.Contains("PlantedPaymentCard.ExpiresAt", InstantsWithoutUtc(PlantedModel()));

    private static IEnumerable<string> CardOrBankColumns(IModel model) =>
        from entity in model.GetEntityTypes()
        where !ForMerchantsOnly.Contains(entity.ClrType.Namespace, StringComparer.Ordinal)
        from property in entity.GetFlattenedProperties()
        let column = $"_{property.GetColumnName()}_{SnakeCase(property.Name)}_"
        where CardAndBankWords.Any(word => column.Contains($"_{word}_", StringComparison.OrdinalIgnoreCase))
        select NameOf(property);

    private static IEnumerable<string> InstantsWithoutUtc(IModel model) =>
        from entity in model.GetEntityTypes()
        from property in entity.GetFlattenedProperties()
        where (Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType) == typeof(DateTime)
        where property.GetValueConverter()?.ConvertFromProvider(new DateTime(2026, 11, 10)) is not DateTime { Kind: DateTimeKind.Utc }
        select NameOf(property);

    private static string NameOf(IProperty property) => $"{property.DeclaringType.ClrType.Name}.{property.Name}";

    private static string SnakeCase(string name) => string.Concat(name.Select(character => char.IsUpper(character) ? $"_{character}" : $"{character}"));

    private static IModel ProductModel()
    {
        var options = new DbContextOptionsBuilder<FletsCollectDbContext>();
        DatabaseSetup.Use(options, DatabaseKind.Sqlite, "Data Source=never-opened.db");
        using var db = new FletsCollectDbContext(options.Options);
        return db.Model;
    }

    private static IModel PlantedModel()
    {
        using var db = new PlantedContext();
        return db.Model;
    }

    private sealed class PlantedContext : DbContext
    {
        public DbSet<PlantedPaymentCard> Cards => Set<PlantedPaymentCard>();

        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => optionsBuilder.UseSqlite("Data Source=never-opened.db");
    }
}
