using System.Text.RegularExpressions;
using TorchSharp;

namespace Hippogriff.Tests.House;

/// <summary>
/// No number is freed under the call that reads it: nothing here makes a <see cref="Scalar"/> that nobody holds, nor
/// calls what makes one inside TorchSharp (`a + b` does, and `square`). See HeldScalar.
/// </summary>
public sealed partial class HeldScalarRuleTests
{
    /// <summary>Callers that are known and meant.</summary>
    private static readonly string[] s_known =
    [
        "Hippogriff.HeldScalar::", // makes the numbers that are held
        "Hippogriff.Tests.HeldScalarTests::", // compares TorchSharp's own sums with ours
        // compares TorchSharp's own optimiser with ours: six steps
        "Hippogriff.Tests.Training.AdamWTests::It_walks_as_the_optimiser_of_libtorch_does(",
        // a norm with counts that are whole numbers; it computes nothing
        "Hippogriff.Tests.Weights.WeightLoaderTests::.ctor(",
        "Hippogriff.Tests.Weights.WeightLoaderTests::A_network_without_numbers_is_made",
    ];

    private static readonly Lazy<HashSet<string>> s_loose = new(LooseInTorchSharp);

    [Fact]
    public void No_call_lets_go_of_the_number_that_libtorch_reads()
    {
        List<string> wrong = [];
        foreach (string assembly in Directory.GetFiles(AppContext.BaseDirectory, "Hippogriff*.dll"))
            wrong.AddRange(
                from call in CompiledCalls.Of(assembly)
                where MakesNumber(call.Callee) || s_loose.Value.Contains(call.Callee)
                where !s_known.Any(known => call.Caller.StartsWith(known, StringComparison.Ordinal))
                select $"{call.Caller} calls {call.Callee}"
            );
        Assert.Empty(wrong);
    }

    [Fact]
    public void The_rule_knows_what_TorchSharp_makes_inside()
    {
        string[] loose =
        [
            "op_Addition(TorchSharp.torch/Tensor,TorchSharp.torch/Tensor)",
            "op_Multiply(TorchSharp.torch/Tensor,Double)",
            "add_(TorchSharp.torch/Tensor)",
            "square()",
        ];
        Assert.All(loose, name => Assert.Contains("TorchSharp.torch/Tensor::" + name, s_loose.Value));
        string[] fine =
        [
            "add(TorchSharp.torch/Tensor,TorchSharp.Scalar)",
            "op_Multiply(TorchSharp.torch/Tensor,TorchSharp.Scalar)",
            "op_Subtraction(TorchSharp.torch/Tensor,TorchSharp.torch/Tensor)",
        ];
        Assert.All(fine, name => Assert.DoesNotContain("TorchSharp.torch/Tensor::" + name, s_loose.Value));
        Assert.Contains(
            s_loose.Value,
            name => name.StartsWith("TorchSharp.Modules.BatchNorm2d::.ctor", StringComparison.Ordinal)
        ); // its forward pass does, and is only called as Module.forward
    }

    private static bool MakesNumber(string method) => Maker().IsMatch(method);

    /// <summary>
    /// Methods of TorchSharp that make a number inside, themselves or by what they call; of its modules and of the
    /// compiler's own types, the constructors stand for the methods.
    /// </summary>
    private static HashSet<string> LooseInTorchSharp()
    {
        ILookup<string, string> callers = CompiledCalls
            .Of(typeof(torch).Assembly.Location)
            .ToLookup(call => call.Callee, call => call.Caller);
        ILookup<string, string> constructors = callers
            .SelectMany(group => group.Append(group.Key))
            .Where(method => method.Contains("::.ctor(", StringComparison.Ordinal))
            .Distinct()
            .ToLookup(TypeOf);
        HashSet<string> loose = [];
        Stack<string> open = new(
            callers
                .Where(group => MakesNumber(group.Key))
                .SelectMany(group => group)
                .Where(method => !MakesNumber(method))
        );
        while (open.TryPop(out string? method))
        {
            if (!loose.Add(method))
                continue;
            string type = TypeOf(method);
            IEnumerable<string> next = callers[method];
            if (
                type.StartsWith("TorchSharp.Modules.", StringComparison.Ordinal)
                || type.Contains('<', StringComparison.Ordinal)
            )
                next = next.Concat(constructors[type]);
            foreach (string caller in next)
                open.Push(caller);
        }
        return loose;
    }

    private static string TypeOf(string method) => method[..method.IndexOf("::", StringComparison.Ordinal)];

    [GeneratedRegex(@"^TorchSharp\.Scalar::op_Implicit|^TorchSharp\.ScalarExtensionMethods::To(BFloat16)?Scalar")]
    private static partial Regex Maker();
}
