using System.Reflection;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Weights;

/// <summary>A parameter or buffer of a network with its expression.</summary>
/// <param name="Name">Its name in the network.</param>
/// <param name="Tensor">The current tensor.</param>
/// <param name="Expression">Its expression over the file's tensors.</param>
internal sealed record WeightTarget(string Name, Tensor Tensor, WeightExpression Expression)
{
    private const BindingFlags Inner = BindingFlags.Instance | BindingFlags.NonPublic;
    private const BindingFlags Any = Inner | BindingFlags.Public;
    private static readonly MethodInfo s_parameter = Registering("ConditionallyRegisterParameter", typeof(Parameter));
    private static readonly MethodInfo s_buffer = Registering(
        "ConditionallyRegisterBuffer",
        typeof(Tensor),
        typeof(bool)
    );

    /// <summary>The module that owns it and its name there; set on the meta device.</summary>
    private (nn.Module Module, string Name)? Owner { get; init; }

    /// <summary>All targets of a network, in the order of its state_dict.</summary>
    public static IEnumerable<WeightTarget> Of(nn.Module network, WeightMap map, IWeightSource file)
    {
        Dictionary<string, Tensor> all = network.state_dict();
        Dictionary<string, (nn.Module, string)> owners = all.Values.Any(tensor => tensor.is_meta)
            ? OwnersOf(network)
            : [];
        return all.Select(pair => new WeightTarget(
            pair.Key,
            pair.Value,
            map.ExpressionOf(pair.Key).Resolve(file.ByName.ContainsKey)
        )
        {
            Owner = owners.TryGetValue(pair.Key, out (nn.Module, string) owner) ? owner : null,
        });
    }

    /// <summary>All tensors of a network, with their owners and without sources.</summary>
    public static IEnumerable<WeightTarget> Of(nn.Module network)
    {
        Dictionary<string, (nn.Module, string)> owners = OwnersOf(network);
        return network
            .state_dict()
            .Select(pair => new WeightTarget(pair.Key, pair.Value, WeightMap.Same.ExpressionOf(pair.Key))
            {
                Owner = owners[pair.Key],
            })
            .ToList();
    }

    /// <summary>Replaces the tensor by one of its shape on the meta device.</summary>
    public void Drop() => Exchange(empty(Tensor.shape, dtype: Tensor.dtype, device: META));

    /// <summary>Sets its value: copies the content, or replaces the tensor on the meta device.</summary>
    public void Take(Tensor value, WeightLoading how)
    {
        if (!Tensor.is_meta)
        {
            Tensor.copy_(value);
            return;
        }
        ScalarType type = Tensor.is_floating_point() ? how.Type ?? Tensor.dtype : Tensor.dtype;
        Device device = how.Device ?? CPU;
        Tensor own = how.Make?.Invoke(Tensor.shape, type, device) ?? empty(Tensor.shape, dtype: type, device: device);
        Exchange(own.copy_(value));
    }

    /// <summary>
    /// Replaces a module's tensor, for which TorchSharp has no public method. Sets a property with that name, or the
    /// registration and the field.
    /// </summary>
    private void Exchange(Tensor value)
    {
        (nn.Module module, string name) = Owner!.Value;
        bool isParameter = Tensor is Parameter;
        Tensor mine = isParameter ? new Parameter(value, Tensor.requires_grad) : value;
        mine.DetachFromDisposeScope();
        PropertyInfo? property = module.GetType().GetProperty(name);
        if (property is { CanWrite: true } && property.PropertyType.IsInstanceOfType(mine))
        {
            property.SetValue(module, mine); // disposes the old one
            return;
        }
        if (isParameter)
            s_parameter.Invoke(module, [name, mine]);
        else
            s_buffer.Invoke(module, [name, mine, true]);
        module.GetType().GetField(name, Any)?.SetValue(module, mine);
        Tensor.Dispose();
    }

    private static Dictionary<string, (nn.Module, string)> OwnersOf(nn.Module network)
    {
        Dictionary<string, (nn.Module, string)> owners = new(StringComparer.Ordinal);
        Add("", network);
        foreach ((string path, nn.Module module) in network.named_modules())
            Add(path + ".", module);
        return owners;

        void Add(string prefix, nn.Module module)
        {
            foreach ((string name, Parameter _) in module.named_parameters(recurse: false))
                owners[prefix + name] = (module, name);
            foreach ((string name, Tensor _) in module.named_buffers(recurse: false))
                owners[prefix + name] = (module, name);
        }
    }

    private static MethodInfo Registering(string name, params Type[] behindName) =>
        typeof(nn.Module).GetMethod(name, Inner, [typeof(string), .. behindName])
        ?? throw new MissingMethodException(nameof(nn.Module), name);
}
