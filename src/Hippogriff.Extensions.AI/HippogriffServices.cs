using Hippogriff.Pipelines;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Hippogriff.Extensions.AI;

/// <summary>Registers Hippogriff in a service collection.</summary>
public static class HippogriffServices
{
    /// <summary>
    /// Registers one <see cref="SharedPipeline"/>, loaded on first use and disposed with the container. Registers a
    /// <see cref="HippogriffImageGenerator"/> that uses it, also as <see cref="IImageGenerator"/>. To decorate it, add:
    /// <c>AddImageGenerator(s => s.GetRequiredService&lt;HippogriffImageGenerator>()).UseLogging()</c>.
    /// </summary>
    /// <param name="services">The collection.</param>
    /// <param name="configure">Sets model, device and defaults.</param>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection AddHippogriff(
        this IServiceCollection services,
        Action<HippogriffOptions>? configure = null
    ) => services.AddKeyedHippogriff(null, configure);

    /// <summary>
    /// As <see cref="AddHippogriff"/>, with all three under a key. Several keys can have different models.
    /// </summary>
    /// <param name="services">The collection.</param>
    /// <param name="serviceKey">The key; null registers without one.</param>
    /// <param name="configure">Sets model, device and defaults.</param>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection AddKeyedHippogriff(
        this IServiceCollection services,
        object? serviceKey,
        Action<HippogriffOptions>? configure = null
    )
    {
        ArgumentNullException.ThrowIfNull(services);
        HippogriffOptions options = new();
        configure?.Invoke(options);
        return services
            .AddKeyedSingleton(serviceKey, (_, _) => options.Share())
            .AddKeyedSingleton(
                serviceKey,
                (provider, key) =>
                    new HippogriffImageGenerator(provider.GetRequiredKeyedService<SharedPipeline>(key), options)
            )
            .AddKeyedSingleton<IImageGenerator>(
                serviceKey,
                (provider, key) => provider.GetRequiredKeyedService<HippogriffImageGenerator>(key)
            );
    }
}
