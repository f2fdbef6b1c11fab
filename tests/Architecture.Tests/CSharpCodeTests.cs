namespace CrossChainOracle.Architecture.Tests;

/// <summary>The scanner that the source rules stand on.</summary>
public class CSharpCodeTests
{
    [Theory]
    [InlineData("a // double\nb", "a\nb")]
    [InlineData("a /* double\n */ b", "a\nb")]
    [InlineData("x = \"double\" + y;", "x =+ y;")]
    [InlineData("x = \"a\\\"double\" + y;", "x =+ y;")]
    [InlineData("x = \"\" + y;", "x =+ y;")]
    [InlineData("x = @\"a\"\"double\\\" + y;", "x =+ y;")]
    [InlineData("x = '\"' + '\\'' + '\\u0022' + y;", "x =+++ y;")]
    [InlineData("x = $\"double {a(\"float\")} {{double}} {b:N2}\" + y;", "x =a( )b:N2+ y;")]
    [InlineData("x = $\"{new { C = 1 }.C}\" + y;", "x =new { C = 1 }.C+ y;")]
    [InlineData("x = \"\"\"a \"double\" \\ \"\"\" + y;", "x =+ y;")]
    [InlineData("x = $$\"\"\"{double} {{a}} \"\"\" + y;", "x =a+ y;")]
    [InlineData("x = \"double\"u8;", "x =u8;")]
    [InlineData("unfinished \"", "unfinished")]
    public void CommentsAndTexts_AreBlank_AndCodeRemains(string source, string code)
    {
        var stripped = CSharpCode.Strip(source);
        Assert.Equal(source.Length, stripped.Length);
        Assert.Equal(code.Replace(" ", "", StringComparison.Ordinal), stripped.Replace(" ", "", StringComparison.Ordinal));
    }

    [Fact]
    public void EveryFileOfTheRepository_IsScannedToItsEnd_WithBalancedBraces() =>
        Assert.All(Checkout.Sources("src").Concat(Checkout.Sources("tests")), path =>
        {
            var code = CSharpCode.Strip(Checkout.Read(path));
            Assert.True(code.Count(mark => mark == '{') == code.Count(mark => mark == '}'), $"{path}: the scanner lost its place");
        });
}
