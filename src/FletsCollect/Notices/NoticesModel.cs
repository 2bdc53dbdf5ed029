using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Notices;

internal static class NoticesModel
{
    public static void Configure(ModelBuilder builder) =>
        builder.Entity<PublicNotice>(notice =>
        {
            notice.ToTable("public_notice");
            notice.Property(row => row.Id).ValueGeneratedNever();
            notice.Ignore(row => row.PublicId);
            notice.Property(row => row.TitleJapanese).HasMaxLength(PublicNotice.LongestTitle);
            notice.Property(row => row.TitleEnglish).HasMaxLength(PublicNotice.LongestTitle);
            notice.Property(row => row.TextJapanese).HasMaxLength(PublicNotice.LongestText);
            notice.Property(row => row.TextEnglish).HasMaxLength(PublicNotice.LongestText);
            notice.Property(row => row.WrittenBy).HasMaxLength(128);
            notice.Property(row => row.Version).IsConcurrencyToken();
            notice.HasIndex(row => row.FormToken).IsUnique();
            notice.HasIndex(row => new { row.FirstDay, row.Id });
        });
}
