using System.Reflection;

namespace CrossChainOracle.Domain.Tests.Values;

/// <summary>What every value type of the house promises: equality, hash and order agree with each other and with the operators.</summary>
internal static class ValueContract
{
    private static readonly string[] OrderOperators = ["op_LessThan", "op_GreaterThan", "op_LessThanOrEqual", "op_GreaterThanOrEqual"];

    /// <param name="ascending">Distinct values, the smallest first.</param>
    /// <param name="copy">Makes an equal value by another way than assignment.</param>
    public static void Holds<T>(IReadOnlyList<T> ascending, Func<T, T> copy)
        where T : struct, IEquatable<T>, IComparable<T>
    {
        for (var i = 0; i < ascending.Count; i++)
        {
            for (var j = 0; j < ascending.Count; j++)
            {
                var (left, right) = (ascending[i], copy(ascending[j]));
                Assert.Equal(i == j, left.Equals(right));
                Assert.Equal(i == j, left.Equals((object)right));
                Assert.Equal(i == j, Operator<T>("op_Equality", left, right));
                Assert.Equal(i != j, Operator<T>("op_Inequality", left, right));
                Assert.Equal(i.CompareTo(j), Math.Sign(left.CompareTo(right)));
                if (i == j) Assert.Equal(left.GetHashCode(), right.GetHashCode());
                Assert.Equal(
                    (bool[])[i < j, i > j, i <= j, i >= j],
                    OrderOperators.Select(name => Operator<T>(name, left, right)));
            }

            Assert.False(ascending[i].Equals(null));
            Assert.False(ascending[i].Equals(new object()));
        }
    }

    private static bool Operator<T>(string name, T left, T right) =>
        (bool)typeof(T).GetMethod(name, BindingFlags.Public | BindingFlags.Static, [typeof(T), typeof(T)])!.Invoke(null, [left, right])!;
}
