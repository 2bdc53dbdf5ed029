using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Mail;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Support;

/// <summary>A business asks about selling by this service, on the public form (domain.md R21). It has no account; somebody at the desk answers by mail or phone.</summary>
public sealed class Enquiry
{
    /// <summary>The longest company, name and contact.</summary>
    public const int LongestName = 100;

    /// <summary>The longest question.</summary>
    public const int LongestText = 2_000;

    private Enquiry() { }

    public Enquiry(EnquiryForm form, DateTime now)
    {
        Id = Guid.CreateVersion7();
        Company = form.Company;
        PersonName = form.PersonName;
        Contact = form.Contact;
        Text = form.Text;
        FormToken = form.FormToken;
        ReceivedAt = now;
    }

    public Guid Id { get; private set; }

    public string Company { get; private set; } = "";

    public string PersonName { get; private set; } = "";

    /// <summary>A mail address or a phone number.</summary>
    public string Contact { get; private set; } = "";

    public string Text { get; private set; } = "";

    /// <summary>Unique: the form sent twice is one enquiry.</summary>
    public Guid FormToken { get; private set; }

    public DateTime ReceivedAt { get; private set; }

    /// <summary>Who answered; null while nobody did.</summary>
    public string? AnsweredBy { get; private set; }

    public DateTime? AnsweredAt { get; private set; }

    /// <summary>Counts the changes of this row; a writer that read an older version is refused.</summary>
    public int Version { get; private set; }

    public string PublicId => FletsCollect.PublicId.Format(FletsCollect.PublicId.Enquiry, Id);

    public void Answer(string person, DateTime now)
    {
        (AnsweredBy, AnsweredAt) = (person, now);
        Version++;
    }
}

/// <summary>What the public form brings, checked.</summary>
/// <param name="Company">Who asks.</param>
/// <param name="PersonName">Whom the answer goes to.</param>
/// <param name="Contact">A mail address or a phone number.</param>
/// <param name="Text">The question.</param>
/// <param name="FormToken">Of the form: sent twice, it is one enquiry.</param>
/// <param name="Language">The language of the form, <c>ja</c> or <c>en</c>.</param>
public sealed record EnquiryForm(string Company, string PersonName, string Contact, string Text, Guid FormToken, string Language = MailReceiver.FirstLanguage);

/// <summary>Takes enquiries, and notes who answered them. What is sent or noted twice stands once.</summary>
public sealed class KeepEnquiries(UnitOfWork unitOfWork, TimeProvider clock)
{
    /// <summary>The kind of the mail that says that an enquiry has come in.</summary>
    public const string ReceiptMail = "enquiry.received";

    public Task<Enquiry> ReceiveAsync(EnquiryForm form, CancellationToken cancellationToken) => unitOfWork.CommitAsync(
        async (db, token) =>
        {
            if (await db.Enquiries.SingleOrDefaultAsync(row => row.FormToken == form.FormToken, token) is { } received)
                return received;
            var now = clock.Instant();
            var enquiry = new Enquiry(form, now);
            db.AddRange(enquiry, AuditEntry.Of("enquiry.received", AuditActor.Anonymous, enquiry.PublicId, now));
            // Nothing of what was typed is in that mail: it goes to an address that anybody may have typed.
            if (MailAddresses.Of(form.Contact) is { } address)
                db.Add(MailMessage.To(new MailReceiver(address, form.Language), ReceiptMail, enquiry.PublicId, now));
            return enquiry;
        },
        cancellationToken);

    /// <summary>Notes that somebody answered, by mail or phone; null when there is no such enquiry. Who was first stays.</summary>
    public Task<Enquiry?> AnswerAsync(Guid id, string person, CancellationToken cancellationToken) => unitOfWork.CommitAsync(
        async (db, token) =>
        {
            var enquiry = await db.Enquiries.SingleOrDefaultAsync(row => row.Id == id, token);
            if (enquiry is { AnsweredAt: null })
            {
                var now = clock.Instant();
                enquiry.Answer(person, now);
                db.Add(AuditEntry.Of("enquiry.answered", AuditActor.Person(person), enquiry.PublicId, now));
            }
            return enquiry;
        },
        cancellationToken);
}
