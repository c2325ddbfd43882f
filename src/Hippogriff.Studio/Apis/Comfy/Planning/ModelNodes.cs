using System.Globalization;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Apis.Comfy.Graphs;

namespace Hippogriff.Studio.Apis.Comfy.Planning;

/// <summary>Nodes that name models, LoRAs and words.</summary>
internal static class ModelNodes
{
    /// <summary>What the outputs of a node of this room stand for; null for nodes of other rooms.</summary>
    public static GraphValue[]? Read(NodeReader node) =>
        node.Class switch
        {
            "CheckpointLoaderSimple" => Checkpoint(node),
            "VAELoader" => [new VaeValue(node.Text("vae_name") is var name and not NodeLists.OwnVae ? name : null)],
            "LoraLoader" => Lora(node),
            "LoraLoaderModelOnly" => [With(node)],
            "DifferentialDiffusion" => [Soft(node)],
            "CLIPSetLastLayer" => [node.Link<EncoderValue>("clip") with { Skip = -node.Whole("stop_at_clip_layer") }],
            "CLIPTextEncode" => [new WordsValue(node.Text("text"), node.Link<EncoderValue>("clip"), null)],
            "ConditioningZeroOut" => [node.Link<WordsValue>("conditioning") with { Text = "", Encoder = null }],
            "FluxGuidance" => [node.Link<WordsValue>("conditioning") with { Guidance = node.Number("guidance") }],
            _ => null,
        };

    private static GraphValue[] Checkpoint(NodeReader node)
    {
        ModelValue model = new(node.Text("ckpt_name"), []);
        return [model, new EncoderValue(model, null), new VaeValue(null)];
    }

    private static GraphValue[] Lora(NodeReader node)
    {
        EncoderValue encoder = node.Link<EncoderValue>("clip");
        double model = node.Number("strength_model"),
            words = node.Number("strength_clip");
        if (model != words)
            node.Warn(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"A LoRA has one strength here: {model} of strength_model is taken, not {words} of strength_clip."
                )
            );
        return [With(node), encoder with { Model = Added(node, encoder.Model) }];
    }

    /// <summary>Grey places of masks are mixed here, instead of painted from a later step on.</summary>
    private static ModelValue Soft(NodeReader node)
    {
        node.Warn("DifferentialDiffusion changed nothing: grey places of a mask are mixed with the picture here.");
        return node.Link<ModelValue>("model");
    }

    private static ModelValue With(NodeReader node) => Added(node, node.Link<ModelValue>("model"));

    private static ModelValue Added(NodeReader node, ModelValue model)
    {
        double strength = node.Number("strength_model");
        return strength == 0
            ? model
            : model with
            {
                Loras = [.. model.Loras, new LoraChoice(node.Text("lora_name"), strength)],
            };
    }
}
