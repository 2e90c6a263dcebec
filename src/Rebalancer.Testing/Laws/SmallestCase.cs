namespace Rebalancer.Testing.Laws;

/// <summary>Makes a case that breaks a law smaller for as long as a smaller one breaks the same law.</summary>
internal static class SmallestCase
{
    /// <summary>The smallest case that was reached.</summary>
    /// <param name="found">The case as it was found.</param>
    /// <param name="smaller">Tries smaller cases of a case one after the other; <c>null</c> for one that keeps the law.</param>
    /// <param name="most">How many are tried at most.</param>
    public static LawViolationException Of(LawViolationException found, Func<LawViolationException, IEnumerable<LawViolationException?>> smaller, int most)
    {
        int tries = 0;
        while (smaller(found).TakeWhile(_ => tries++ < most).FirstOrDefault(next => next?.Law == found.Law) is { } next)
        {
            found = next;
        }

        return found;
    }
}
