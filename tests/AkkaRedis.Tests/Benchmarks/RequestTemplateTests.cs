using System.Text;
using AkkaRedis.Benchmarks.Load;

namespace AkkaRedis.Tests.Benchmarks;

public class RequestTemplateTests
{
    [Fact]
    public void A_request_has_its_words_as_bulk_strings_with_a_value_of_the_length_asked_for() =>
        Assert.Equal("*3\r\n$3\r\nSET\r\n$1\r\na\r\n$6\r\n<xxxx>\r\n", Next(new RequestTemplate("SET a  <__data__>", 4, 1, seed: 1)));

    [Fact]
    public void Random_numbers_have_twelve_digits_and_are_drawn_anew_from_all_below_the_limit()
    {
        var template = new RequestTemplate("MGET key:__rand__ key:__rand__", 0, 5, seed: 7);
        var numbers = new HashSet<long>();
        for (var i = 0; i < 200; i++)
        {
            var words = Next(template).Split("\r\n");
            Assert.Equal(("*3", "MGET", "$16", "$16"), (words[0], words[2], words[3], words[5]));
            numbers.UnionWith([Number(words[4]), Number(words[6])]);
        }

        Assert.Equal([0, 1, 2, 3, 4], numbers.Order());
    }

    [Fact]
    public void One_seed_gives_one_series_of_requests()
    {
        string[] Series(int seed)
        {
            var template = new RequestTemplate("GET __rand__", 0, 1_000_000, seed);
            return [.. Enumerable.Range(0, 10).Select(_ => Next(template))];
        }

        Assert.Equal(Series(3), Series(3));
        Assert.NotEqual(Series(3), Series(4));
    }

    private static string Next(RequestTemplate template)
    {
        var room = new byte[template.Length + 1];
        template.Write(room);
        Assert.Equal(0, room[^1]);
        return Encoding.Latin1.GetString(room, 0, template.Length);
    }

    private static long Number(string word)
    {
        Assert.Matches("^key:[0-9]{12}$", word);
        return long.Parse(word.AsSpan(4), System.Globalization.CultureInfo.InvariantCulture);
    }
}
