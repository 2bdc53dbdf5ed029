using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Jobs;

internal static class JobsModel
{
    public static void Configure(ModelBuilder builder) =>
        builder.Entity<JobLease>(lease =>
        {
            lease.ToTable("job_lease");
            lease.HasKey(row => row.Name);
            lease.Property(row => row.Name).HasMaxLength(64);
            lease.Property(row => row.Holder).HasMaxLength(255);
            lease.Property(row => row.Epoch).IsConcurrencyToken();
            lease.Property(row => row.Outcome).HasMaxLength(JobLease.LongestOutcome);
        });
}
