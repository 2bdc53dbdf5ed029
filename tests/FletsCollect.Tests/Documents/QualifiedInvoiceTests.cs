using System.ComponentModel.DataAnnotations;
using FletsCollect.Calendars;
using FletsCollect.Documents;

namespace FletsCollect.Tests.Documents;

public sealed class QualifiedInvoiceTests
{
    [Theory]
    [InlineData("T8000000000001", true)]
    // The example of the National Tax Agency: base number 700110000001.
    [InlineData("T9700110000001", true)]
    [InlineData("T9700110000002", false)]
    [InlineData("T7900110000001", false)]
    [InlineData("T970011000000", false)]
    [InlineData("9700110000001", false)]
    [InlineData("t9700110000001", false)]
    [InlineData("T97001１0000001", false)]
    [InlineData("", false)]
    public void Registration_number_is_T_and_thirteen_digits_of_which_the_first_checks_the_others(string text, bool good) =>
        Assert.Equal(good, QualifiedInvoice.IsRegistrationNumber(text));

    [Fact]
    public void Every_single_wrong_digit_is_found()
    {
        const string Good = "T9700110000001";
        foreach (var place in Enumerable.Range(1, 13))
        {
            foreach (var digit in "0123456789".Where(digit => digit != Good[place]))
            {
                // Only 0 and 9 weigh the same by 9.
                if ((digit, Good[place]) is ('0', '9') or ('9', '0') && place > 1)
                    continue;
                Assert.False(QualifiedInvoice.IsRegistrationNumber($"{Good[..place]}{digit}{Good[(place + 1)..]}"));
            }
        }
    }

    [Fact]
    public void Layout_begins_with_the_law()
    {
        Assert.False(QualifiedInvoice.AppliesTo(new BillingMonth(2023, 9)));
        Assert.True(QualifiedInvoice.AppliesTo(new BillingMonth(2023, 10)));
    }

    [Fact]
    public void Issuer_with_a_wrong_number_is_refused_when_the_server_starts()
    {
        var issuer = new DocumentIssuer { IssuerName = "見本", RegistrationNumber = "T9700110000002" };

        var found = new List<ValidationResult>();
        Assert.False(Validator.TryValidateObject(issuer, new ValidationContext(issuer), found, validateAllProperties: true));
        Assert.Contains("Documents:RegistrationNumber", Assert.Single(found).ErrorMessage, StringComparison.Ordinal);
    }
}
