using FletsCollect.Merchants;
using FletsCollect.Onboarding;
using FletsCollect.Settlement;

namespace FletsCollect.Tests.Onboarding;

/// <summary>What people type into the application form, and what becomes of it.</summary>
public sealed class ApplicationReadingTests
{
    [Fact]
    public void Full_and_half_width_spaces_and_hyphens_come_to_one_form()
    {
        var (form, faults) = ApplicationReading.Read(Typed() with
        {
            Company = " 株式会社ＡＢＣ ",
            InvoiceNumber = "Ｔ７０００−０１２０ ５０００２",
            MailAddress = "Hanako＠Shop.Example",
            Phone = "０６ー１２３４−５６７８",
            BankCode = "０００１",
            BankName = "みずほ",
            AccountNumber = "１２３−４５",
            AccountHolder = "カ）エービーシー",
        });

        Assert.Empty(faults);
        Assert.Equal(("株式会社ABC", "T7000012050002", "hanako@shop.example", "06-1234-5678"), (form!.Company, form.InvoiceNumber, form.MailAddress, form.Phone));
        Assert.Equal(new BankAccount("0001", "ﾐｽﾞﾎ", "001", "ﾎﾝﾃﾝ", BankAccountType.Ordinary, "0012345", "ｶ)ｴ-ﾋﾞ-ｼ-"), form.Account);
    }

    [Fact]
    public void Company_without_an_invoice_number_may_apply() => Assert.Null(ApplicationReading.Read(Typed() with { InvoiceNumber = " " }).Form!.InvoiceNumber);

    [Fact]
    public void Corporate_number_alone_is_taken_for_the_invoice_number() => Assert.Equal("T7000012050002", ApplicationReading.Read(Typed() with { InvoiceNumber = "7000012050002" }).Form!.InvoiceNumber);

    [Theory]
    [InlineData("T7000012050003", ApplicationFaultReason.CheckDigitWrong)]
    [InlineData("T8000012050002", ApplicationFaultReason.CheckDigitWrong)]
    [InlineData("T700001205000", ApplicationFaultReason.NotAnInvoiceNumber)]
    [InlineData("X7000012050002", ApplicationFaultReason.NotAnInvoiceNumber)]
    public void Wrong_invoice_number_is_found(string typed, ApplicationFaultReason reason) =>
        Assert.Equal([new ApplicationFault(nameof(TypedApplication.InvoiceNumber), reason)], ApplicationReading.Read(Typed() with { InvoiceNumber = typed }).Faults);

    [Fact]
    public void Holder_with_a_character_that_banks_do_not_have_is_named()
    {
        var (form, faults) = ApplicationReading.Read(Typed() with { AccountHolder = "株式会社", BankCode = "12", BranchName = "" });

        Assert.Null(form);
        Assert.Equal(
            [
                new ApplicationFault(nameof(TypedApplication.BankCode), ApplicationFaultReason.NotDigits),
                new ApplicationFault(nameof(TypedApplication.BranchName), ApplicationFaultReason.Missing),
                new ApplicationFault(nameof(TypedApplication.AccountHolder), ApplicationFaultReason.NotKana, "株"),
            ],
            faults);
    }

    [Fact]
    public void Empty_form_names_every_field_that_is_asked_in_its_order()
    {
        var (form, faults) = ApplicationReading.Read(new TypedApplication());

        Assert.Null(form);
        Assert.Equal(
            [
                "Company", "PostalAddress", "PersonName", "MailAddress", "Phone", "ServiceName", "Industry", "Channel", "ExpectedPrices", "SiteAddress", "SupportContact",
                "BankCode", "BankName", "BranchCode", "BranchName", "AccountType", "AccountNumber", "AccountHolder",
            ],
            faults.Select(fault => fault.Field));
    }

    [Theory]
    [InlineData("https://shop.example/paid", true)]
    [InlineData("http://shop.example/", false)]
    [InlineData("https://localhost/", false)]
    [InlineData("https://shop/", false)]
    [InlineData("https://192.0.2.1/", false)]
    [InlineData("https://[2001:db8::1]/", false)]
    [InlineData("https://2130706433/", false)]
    [InlineData("https://nas.local/", false)]
    [InlineData("https://user@shop.example/", false)]
    [InlineData("javascript:alert(1)", false)]
    public void Site_address_is_https_under_a_public_name(string typed, bool isPublic) => Assert.Equal(isPublic, ApplicationReading.IsPublicAddress(typed));

    [Theory]
    [InlineData("shop", true)]
    [InlineData("shop-2026", true)]
    [InlineData("2shop", false)]
    [InlineData("Shop", false)]
    [InlineData("sh", false)]
    [InlineData("shop-", false)]
    [InlineData("店舗です", false)]
    public void Code_is_small_letters_digits_and_hyphens(string code, bool fits) => Assert.Equal(fits, OnboardingRules.IsCode(code));

    private static TypedApplication Typed() => new()
    {
        Company = "株式会社見本",
        InvoiceNumber = "T7000012050002",
        PostalAddress = "京都府京都市中京区見本町1-1",
        PersonName = "見本 花子",
        MailAddress = "hanako@shop.example",
        Phone = "075-123-4567",
        ServiceName = "見本ブログ",
        Industry = "SNS",
        Channel = MerchantChannel.Internet,
        ExpectedPrices = "月額980円、単品315円",
        Monthly = true,
        SiteAddress = "https://shop.example/",
        SupportContact = "help@shop.example",
        BankCode = "0158",
        BankName = "ｷﾖｳﾄ",
        BranchCode = "001",
        BranchName = "ﾎﾝﾃﾝ",
        AccountType = BankAccountType.Ordinary,
        AccountNumber = "1234567",
        AccountHolder = "ｶ)ﾐﾎﾝ",
    };
}
