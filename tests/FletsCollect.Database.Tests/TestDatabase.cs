using FletsCollect.Lines;
using FletsCollect.Server.Database;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;

namespace FletsCollect.Database.Tests;

/// <summary>
/// One test's database with the product's services on it, wired as the server wires them; only the clock is the test's. Use cases run
/// with <see cref="RunAsync{TUseCase, T}"/>, each in a scope of its own as each request has, and what they left is read with
/// <see cref="ReadAsync{T}"/>. <see cref="Household"/> fills it with lines, people and purchases.
/// </summary>
public sealed class TestDatabase : IAsyncDisposable
{
    /// <summary>Noon in Japan on a Tuesday in the middle of a month: nothing is near.</summary>
    public static readonly DateTimeOffset Start = new(2026, 11, 10, 3, 0, 0, TimeSpan.Zero);

    private readonly Func<Task> drop;
    private readonly ServiceProvider services;

    internal TestDatabase(DatabaseKind kind, string connectionString, Func<Task> drop, Action<IServiceCollection>? configure)
    {
        Kind = kind;
        ConnectionString = connectionString;
        this.drop = drop;
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["Database:Kind"] = kind.ToString(),
                ["Database:ConnectionString"] = connectionString,
            })
            .Build();
        var collection = new ServiceCollection();
        collection.AddFletsCollect();
        collection.AddFletsCollectDatabase(configuration);
        collection.AddScoped<IPasswordHasher<Credential>, PasswordHasher<Credential>>();
        // A hash that takes a tenth of a second is for those who guess; here hundreds are made, and none is guessed.
        collection.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = 1_000);
        collection.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
        collection.AddSingleton<ILookupNormalizer, UpperInvariantLookupNormalizer>();
        collection.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));
        // Nobody sends interim updates while a test moves its clock.
        collection.Replace(ServiceDescriptor.Singleton(new LineSessionRules { Silence = TimeSpan.FromDays(3650) }));
        configure?.Invoke(collection);
        services = collection.BuildServiceProvider(validateScopes: true);
    }

    public DatabaseKind Kind { get; }

    /// <summary>For another process on the same database.</summary>
    public string ConnectionString { get; }

    public FakeTimeProvider Clock { get; } = new(Start);

    /// <summary>The present instant of the test.</summary>
    public DateTime Now => Clock.GetUtcNow().UtcDateTime;

    /// <summary>A scope for what needs several services at once; the caller disposes it.</summary>
    public AsyncServiceScope NewScope() => services.CreateAsyncScope();

    /// <summary>Runs a use case as one request would.</summary>
    public async Task<T> RunAsync<TUseCase, T>(Func<TUseCase, Task<T>> use)
        where TUseCase : notnull
    {
        await using var scope = NewScope();
        return await use(scope.ServiceProvider.GetRequiredService<TUseCase>());
    }

    /// <inheritdoc cref="RunAsync{TUseCase, T}"/>
    public Task RunAsync<TUseCase>(Func<TUseCase, Task> use)
        where TUseCase : notnull =>
        RunAsync<TUseCase, bool>(async useCase =>
        {
            await use(useCase);
            return true;
        });

    /// <summary>Reads what is committed, on a fresh context.</summary>
    public Task<T> ReadAsync<T>(Func<FletsCollectDbContext, Task<T>> read) => RunAsync(read);

    /// <summary>Puts rows there as they are, with no use case around them.</summary>
    public Task AddAsync(params object[] entities) => ChangeAsync(db => db.AddRange(entities));

    /// <summary>Changes rows as another part of the product, or the telco's register, would.</summary>
    public Task ChangeAsync(Action<FletsCollectDbContext> change) =>
        RunAsync<FletsCollectDbContext, int>(db =>
        {
            change(db);
            return db.SaveChangesAsync();
        });

    /// <summary>Puts many rows there by the database's quickest way.</summary>
    public Task WriteAsync(WriteSet set) =>
        RunAsync<FletsCollectDbContext>(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await RunAsync<ISetWriter>(writer => writer.WriteAsync(db, set, CancellationToken.None));
            await transaction.CommitAsync();
        });

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await drop();
    }
}
