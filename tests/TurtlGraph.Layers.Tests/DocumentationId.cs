using System.Reflection;
using System.Text;

namespace TurtlGraph.Layers.Tests;

/// <summary>Names of public members as the compiler writes them to XML documentation files (C# specification, annex D).</summary>
internal static class DocumentationId
{
    public static string Of(MemberInfo member) => member switch
    {
        Type type => "T:" + Definition(type),
        FieldInfo field => $"F:{Owner(field)}.{field.Name}",
        EventInfo @event => $"E:{Owner(@event)}.{@event.Name}",
        PropertyInfo property => $"P:{Owner(property)}.{property.Name}{Parameters(property.GetIndexParameters())}",
        MethodBase method => $"M:{Owner(method)}.{MethodName(method)}{Parameters(method.GetParameters())}{Conversion(method)}",
        _ => throw new ArgumentException($"a {member.MemberType} has no documentation id", nameof(member)),
    };

    private static string Owner(MemberInfo member) => Definition(member.DeclaringType!);

    private static string Definition(Type type) => (type.FullName ?? type.Name).Replace('+', '.');

    private static string MethodName(MethodBase method)
    {
        var name = method.Name.Replace('.', '#');
        return method.IsGenericMethod ? $"{name}``{method.GetGenericArguments().Length}" : name;
    }

    private static string Parameters(ParameterInfo[] parameters) =>
        parameters.Length == 0 ? "" : $"({string.Join(",", parameters.Select(p => Reference(p.ParameterType)))})";

    private static string Conversion(MethodBase method) =>
        method is MethodInfo { Name: "op_Implicit" or "op_Explicit" } conversion ? "~" + Reference(conversion.ReturnType) : "";

    private static string Reference(Type type)
    {
        if (type.IsByRef)
        {
            return Reference(type.GetElementType()!) + "@";
        }

        if (type.IsPointer)
        {
            return Reference(type.GetElementType()!) + "*";
        }

        if (type.IsArray)
        {
            var rank = type.GetArrayRank();
            return Reference(type.GetElementType()!) + (rank == 1 ? "[]" : $"[{string.Join(",", Enumerable.Repeat("0:", rank))}]");
        }

        return type.IsGenericParameter
            ? (type.DeclaringMethod is null ? "`" : "``") + type.GenericParameterPosition
            : type.IsGenericType ? Constructed(type) : Definition(type);
    }

    /// <summary>A generic type with its arguments, each nesting level taking its own.</summary>
    private static string Constructed(Type type)
    {
        var arguments = new Queue<Type>(type.GetGenericArguments());
        var text = new StringBuilder(type.Namespace);
        foreach (var level in Levels(type))
        {
            var tick = level.Name.IndexOf('`', StringComparison.Ordinal);
            text.Append('.').Append(tick < 0 ? level.Name : level.Name[..tick]);
            if (tick >= 0)
            {
                var count = int.Parse(level.Name.AsSpan(tick + 1), System.Globalization.CultureInfo.InvariantCulture);
                text.Append('{').AppendJoin(',', Enumerable.Range(0, count).Select(_ => Reference(arguments.Dequeue()))).Append('}');
            }
        }

        return text.ToString();
    }

    private static IEnumerable<Type> Levels(Type type)
    {
        if (type.DeclaringType is { } outer)
        {
            foreach (var level in Levels(outer))
            {
                yield return level;
            }
        }

        yield return type;
    }
}
