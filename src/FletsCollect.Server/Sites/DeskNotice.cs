using FletsCollect.Calendars;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites;

/// <summary>What the enquiry form says outside of the desk's hours (domain.md R21), on the form itself and where the desk looks at it.</summary>
internal static class DeskNotice
{
    public static string Closed(DateTime now)
    {
        var next = FullDate(DeskHours.NextDay(now));
        return T($"ただいま受付時間外です。ご連絡は{next}9時以降になります。", $"The desk is closed now. We contact you after 9:00 on {next}.");
    }
}
