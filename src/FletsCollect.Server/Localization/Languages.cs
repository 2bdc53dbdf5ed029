using System.Globalization;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Localization;

namespace FletsCollect.Server.Localization;

/// <summary>
/// Japanese first, English complete. The language is the one chosen on a page (kept in a cookie), else the browser's, else Japanese.
/// </summary>
public static class Languages
{
    public const string Japanese = "ja";
    public const string English = "en";

    public static WebApplicationBuilder AddLanguages(this WebApplicationBuilder builder)
    {
        builder.Services.Configure<RequestLocalizationOptions>(options =>
        {
            options.SetDefaultCulture(Japanese).AddSupportedCultures(Japanese, English).AddSupportedUICultures(Japanese, English);
            options.RequestCultureProviders = [new CookieRequestCultureProvider { CookieName = CookieName }, new AcceptLanguageHeaderRequestCultureProvider()];
            options.ApplyCurrentCultureToResponseHeaders = true;
        });
        return builder;
    }

    /// <summary>
    /// Lets a merchant's <c>ui_locales</c> count (OpenID Connect Core §3.1.2.1) until the subscriber has chosen a language, on the pages that
    /// a purchase leads over too: signing in, getting an ID, a new password. Runs after authentication, which is where OpenIddict reads the
    /// pushed request, and as a middleware: a culture that is set deeper down does not reach the page's layout.
    /// </summary>
    public static IApplicationBuilder UseRequestedLanguage(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        if (!http.Request.Cookies.ContainsKey(CookieName) && Requested(http) is { } wanted)
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(wanted);
        return next();
    });

    /// <summary>What the merchant asks for in this request, or asked for a while ago in the one that led here.</summary>
    private static string? Requested(HttpContext http)
    {
        if (http.GetOpenIddictServerRequest() is not { } request)
            return Supported(http.Request.Cookies[RequestedCookieName]);
        var wanted = Supported(request.UiLocales);
        if (!HttpMethods.IsGet(http.Request.Method))
            return wanted;
        if (wanted is not null)
            Keep(http, RequestedCookieName, wanted, TimeSpan.FromMinutes(15));
        else if (http.Request.Cookies.ContainsKey(RequestedCookieName))
            http.Response.Cookies.Delete(RequestedCookieName);
        return wanted;
    }

    private static string? Supported(string? locales) => locales?.Split(' ').Select(locale => locale.Split('-')[0]).FirstOrDefault(locale => locale is Japanese or English);

    /// <summary>The cookie that keeps the language chosen on a page.</summary>
    public const string CookieName = "flets-language";

    private const string RequestedCookieName = "flets-requested-language";

    /// <summary>Has the browser keep a language, for every page and for as long.</summary>
    internal static void Keep(HttpContext http, string cookie, string language, TimeSpan maxAge) => http.Response.Cookies.Append(
        cookie, language, new CookieOptions { MaxAge = maxAge, HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, Path = "/" });

    /// <summary>The language of the request.</summary>
    public static string Current => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == English ? English : Japanese;

    /// <summary>
    /// Picks the text in the request's language. Both stand side by side where they are used, so that neither is changed without the other.
    /// </summary>
    public static string T(string japanese, string english) => Current == English ? english : japanese;

    /// <summary>Sentences after one another: English has a space between them, Japanese none.</summary>
    public static string Sentences(params IEnumerable<string> sentences) => string.Join(T("", " "), sentences);

    /// <summary>A day in full: 2026年12月31日（木）, or Thursday, 31 December 2026.</summary>
    public static string FullDate(DateOnly day) =>
        Current == English
            ? day.ToString("dddd, d MMMM yyyy", CultureInfo.InvariantCulture)
            : day.ToString("yyyy年M月d日（ddd）", CultureInfo.GetCultureInfo("ja-JP"));

    /// <summary>A day in a table: 2026年12月31日, or 31 Dec 2026.</summary>
    public static string ShortDate(DateOnly day) =>
        Current == English ? day.ToString("d MMM yyyy", CultureInfo.InvariantCulture) : day.ToString("yyyy年M月d日", CultureInfo.InvariantCulture);

    /// <summary>An instant in Japanese time: 2026年12月31日 9:05, or 31 Dec 2026 9:05 JST.</summary>
    public static string Moment(DateTime instant)
    {
        var there = TimeZoneInfo.ConvertTimeFromUtc(instant, Japan);
        return $"{ShortDate(DateOnly.FromDateTime(there))} {there.ToString("H:mm", CultureInfo.InvariantCulture)}{T("", " JST")}";
    }

    private static readonly TimeZoneInfo Japan = TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo");

    /// <summary>A month: 2026年12月, or December 2026.</summary>
    public static string MonthName(Calendars.BillingMonth month) =>
        Current == English ? month.FirstDay.ToString("MMMM yyyy", CultureInfo.InvariantCulture) : $"{month.Year}年{month.Month}月";
}
