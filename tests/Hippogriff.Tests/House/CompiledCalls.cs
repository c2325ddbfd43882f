using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Hippogriff.Tests.House;

/// <summary>
/// What the methods of a compiled assembly call, or make delegates of: read from its instructions, so what the compiler
/// put in by itself is seen too.
/// </summary>
internal static class CompiledCalls
{
    private static readonly Dictionary<int, OpCode> s_codes = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => (int)(ushort)code.Value);

    /// <summary>Pairs of caller and callee, as "Namespace.Type/Nested::Method(Types)".</summary>
    public static IReadOnlyList<(string Caller, string Callee)> Of(string assembly)
    {
        List<(string, string)> calls = [];
        using PEReader file = new(File.OpenRead(assembly));
        MetadataReader reader = file.GetMetadataReader();
        Names names = new(reader);
        foreach (MethodDefinitionHandle handle in reader.MethodDefinitions)
        {
            int address = reader.GetMethodDefinition(handle).RelativeVirtualAddress;
            if (address == 0)
                continue; // abstract, or native
            string caller = names.Method(handle);
            foreach (int token in Tokens(file.GetMethodBody(address).GetILBytes()!))
                if (names.Method(MetadataTokens.EntityHandle(token)) is { Length: > 0 } callee)
                    calls.Add((caller, callee));
        }
        return calls;
    }

    /// <summary>
    /// The operands of a method's instructions that name a method (or another thing; the caller knows).
    /// </summary>
    private static IEnumerable<int> Tokens(byte[] il)
    {
        for (int i = 0; i < il.Length; )
        {
            OpCode code = s_codes[il[i] == 0xFE ? 0xFE00 | il[i + 1] : il[i]];
            i += code.Size;
            if (code.OperandType is OperandType.InlineMethod or OperandType.InlineTok)
                yield return BitConverter.ToInt32(il, i);
            i += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(il, i),
                _ => 4,
            };
        }
    }

    /// <summary>Names of types and methods as one assembly spells them.</summary>
    private sealed class Names(MetadataReader reader) : ISignatureTypeProvider<string, object?>
    {
        public string Method(EntityHandle handle)
        {
            switch (handle.Kind)
            {
                case HandleKind.MethodDefinition:
                    MethodDefinition own = reader.GetMethodDefinition((MethodDefinitionHandle)handle);
                    return Spell(own.GetDeclaringType(), own.Name, own.DecodeSignature(this, null));
                case HandleKind.MemberReference:
                    MemberReference other = reader.GetMemberReference((MemberReferenceHandle)handle);
                    if (other.GetKind() != MemberReferenceKind.Method)
                        return "";
                    return Spell(other.Parent, other.Name, other.DecodeMethodSignature(this, null));
                case HandleKind.MethodSpecification:
                    return Method(reader.GetMethodSpecification((MethodSpecificationHandle)handle).Method);
                default:
                    return "";
            }
        }

        private string Spell(EntityHandle type, StringHandle name, MethodSignature<string> signature) =>
            $"{Type(type)}::{reader.GetString(name)}({string.Join(",", signature.ParameterTypes)})";

        private string Type(EntityHandle handle)
        {
            switch (handle.Kind)
            {
                case HandleKind.TypeDefinition:
                    TypeDefinition own = reader.GetTypeDefinition((TypeDefinitionHandle)handle);
                    return Spell(own.GetDeclaringType(), !own.GetDeclaringType().IsNil, own.Namespace, own.Name);
                case HandleKind.TypeReference:
                    TypeReference other = reader.GetTypeReference((TypeReferenceHandle)handle);
                    return Spell(
                        other.ResolutionScope,
                        other.ResolutionScope.Kind == HandleKind.TypeReference,
                        other.Namespace,
                        other.Name
                    );
                case HandleKind.TypeSpecification:
                    return reader.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(this, null);
                default:
                    return handle.Kind.ToString();
            }
        }

        private string Spell(EntityHandle outer, bool nested, StringHandle space, StringHandle name) =>
            (nested ? Type(outer) + "/" : reader.GetString(space) + ".") + reader.GetString(name);

        public string GetArrayType(string element, ArrayShape shape) => element + "[,]";

        public string GetByReferenceType(string element) => element + "&";

        public string GetFunctionPointerType(MethodSignature<string> signature) => "function";

        public string GetGenericInstantiation(string generic, ImmutableArray<string> arguments) =>
            $"{generic}<{string.Join(",", arguments)}>";

        public string GetGenericMethodParameter(object? context, int index) => "!!" + index;

        public string GetGenericTypeParameter(object? context, int index) => "!" + index;

        public string GetModifiedType(string modifier, string unmodified, bool required) => unmodified;

        public string GetPinnedType(string element) => element;

        public string GetPointerType(string element) => element + "*";

        public string GetPrimitiveType(PrimitiveTypeCode code) => code.ToString();

        public string GetSZArrayType(string element) => element + "[]";

        public string GetTypeFromDefinition(MetadataReader _, TypeDefinitionHandle handle, byte kind) => Type(handle);

        public string GetTypeFromReference(MetadataReader _, TypeReferenceHandle handle, byte kind) => Type(handle);

        public string GetTypeFromSpecification(
            MetadataReader _,
            object? context,
            TypeSpecificationHandle handle,
            byte kind
        ) => Type(handle);
    }
}
