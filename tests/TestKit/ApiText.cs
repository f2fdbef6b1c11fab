using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace CrossChainOracle.TestKit;

/// <summary>What an assembly offers to those who call or derive from it, one line per type and member, so that two assemblies and a list can be compared.</summary>
/// <remarks>Types within a line go by their short names. What the compiler adds, and what is internal or private, is left out.</remarks>
public static class ApiText
{
    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void", [typeof(object)] = "object", [typeof(string)] = "string", [typeof(bool)] = "bool", [typeof(byte)] = "byte", [typeof(short)] = "short",
        [typeof(int)] = "int", [typeof(uint)] = "uint", [typeof(long)] = "long", [typeof(ulong)] = "ulong", [typeof(double)] = "double", [typeof(decimal)] = "decimal",
    };

    /// <summary>The types of an assembly in namespaces that begin so, each with its members in ordinal order.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Of(Assembly assembly, string namespacePrefix) => assembly.GetTypes()
        .Where(type => type.IsVisible && type.Namespace?.StartsWith(namespacePrefix, StringComparison.Ordinal) == true)
        .ToDictionary(TypeLine, IReadOnlyList<string> (type) => [.. MembersOf(type).Order(StringComparer.Ordinal)], StringComparer.Ordinal);

    /// <summary>Reads a list: a line of its own for each type, its members indented below it, comments after <c>#</c>.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Parse(IEnumerable<string> lines)
    {
        var types = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        List<string>? members = null;
        foreach (var line in lines.Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line[0] == ' ') members!.Add(line.Trim());
            else types.Add(line, members = []);
        }

        return types;
    }

    private static string TypeLine(Type type)
    {
        var kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsValueType: true } => "struct",
            { IsInterface: true } => "interface",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        var above = type.IsEnum ? [] : new[] { type.BaseType }.Where(parent => parent is not null && parent != typeof(object) && parent != typeof(ValueType))
            .Concat(type.GetInterfaces().Except(type.BaseType?.GetInterfaces() ?? []).OrderBy(Name, StringComparer.Ordinal)).Select(parent => Name(parent!)).ToList();
        return $"{ObsoleteMark(type)}{kind} {type.Namespace}.{Nested(type)}{(above.Count > 0 ? " : " + string.Join(", ", above) : "")}{Constraints(type.GetGenericArguments())}";
    }

    private static string Nested(Type type) => (type.DeclaringType is { } outer ? Nested(outer) + "." : "") + (type.IsNested ? ShortName(type) : Name(type));

    private static IEnumerable<string> MembersOf(Type type)
    {
        if (type.IsEnum)
        {
            foreach (var name in Enum.GetNames(type)) yield return $"{name} = {Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture)}";
            yield break;
        }

        foreach (var field in type.GetFields(Declared).Where(field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly))
        {
            yield return $"{ObsoleteMark(field)}{(field.IsLiteral ? $"const {Name(field.FieldType)} {field.Name} = {Literal(field.GetRawConstantValue(), field.FieldType)}" : $"{Name(field.FieldType)} {field.Name}")}";
        }

        foreach (var constructor in type.GetConstructors(Declared).Where(constructor => Access(constructor) is not null))
        {
            yield return $"{ObsoleteMark(constructor)}{Access(constructor)} {ShortName(type)}({Parameters(constructor)})";
        }

        foreach (var property in type.GetProperties(Declared))
        {
            var get = property.GetMethod is { } getter && Access(getter) is not null ? getter : null;
            var set = property.SetMethod is { } setter && Access(setter) is not null ? setter : null;
            if ((get ?? set) is not { } first) continue;
            var restricted = set is not null && get is not null && Access(set) != Access(get) ? Access(set) + " " : "";
            yield return $"{ObsoleteMark(property)}{Access(first)} {Modifier(first)}{Name(property.PropertyType)} {property.Name} {{ {(get is null ? "" : "get; ")}{(set is null ? "" : restricted + "set; ")}}}";
        }

        foreach (var method in type.GetMethods(Declared).Where(method => Access(method) is not null && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal))))
        {
            var generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";
            yield return $"{ObsoleteMark(method)}{Access(method)} {Modifier(method)}{Name(method.ReturnType)} {method.Name}{generic}({Parameters(method)}){Constraints(method.GetGenericArguments())}";
        }
    }

    private static string? Access(MethodBase method) => method switch
    {
        { IsPublic: true } => "public",
        { IsFamilyOrAssembly: true } => "protected internal",
        { IsFamily: true } => "protected",
        _ => null,
    };

    private static string Modifier(MethodInfo method) => method switch
    {
        { IsStatic: true } => "static ",
        { IsAbstract: true } => method.DeclaringType!.IsInterface ? "" : "abstract ",
        { IsVirtual: true, IsFinal: false } => method.GetBaseDefinition() == method ? "virtual " : "override ",
        _ => "",
    };

    private static string ObsoleteMark(MemberInfo member) => member.IsDefined(typeof(ObsoleteAttribute), false) ? "[Obsolete] " : "";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        $"{(parameter.IsDefined(typeof(ParamArrayAttribute), false) ? "params " : "")}{Name(parameter.ParameterType)} {parameter.Name}{(parameter.HasDefaultValue ? " = " + Literal(parameter.RawDefaultValue, parameter.ParameterType) : "")}"));

    private static string Literal(object? value, Type type) => value switch
    {
        null => type.IsValueType && Nullable.GetUnderlyingType(type) is null ? "default" : "null",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        _ when type.IsEnum => Enum.GetName(type, value) ?? $"{value}",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Constraints(Type[] arguments) => string.Concat(arguments.Where(argument => argument.IsGenericParameter).Select(argument =>
    {
        var words = argument.GetGenericParameterConstraints().Where(constraint => constraint != typeof(ValueType)).Select(Name).ToList();
        if (argument.GenericParameterAttributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint)) words.Add("new()");
        return words.Count == 0 ? "" : $" where {argument.Name} : {string.Join(", ", words)}";
    }));

    private static string Name(Type type)
    {
        if (Keywords.TryGetValue(type, out var keyword)) return keyword;
        if (Nullable.GetUnderlyingType(type) is { } inner) return Name(inner) + "?";
        if (type.IsArray) return Name(type.GetElementType()!) + "[]";
        if (!type.IsGenericType) return ShortName(type);
        var arguments = string.Join(", ", type.GetGenericArguments().Select(Name));
        return type.IsAssignableTo(typeof(ITuple)) ? $"({arguments})" : $"{ShortName(type)}<{arguments}>";
    }

    private static string ShortName(Type type) => type.Name.IndexOf('`', StringComparison.Ordinal) is > 0 and var tick ? type.Name[..tick] : type.Name;
}
