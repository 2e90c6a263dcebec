namespace Rebalancer.OpenStack.Live;

/// <summary>How far the reading of a cloud has come.</summary>
/// <param name="Answers">How many answers have come in.</param>
/// <param name="Expected">How many are known to be needed so far; grows while lists tell what else there is to ask.</param>
/// <param name="Latest">What the latest answer was about, such as <c>compute /servers/detail</c>.</param>
public sealed record ReadingProgress(int Answers, int Expected, string Latest);
