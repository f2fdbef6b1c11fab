using System.Runtime.CompilerServices;

// Field arithmetic keeps dozens of words on the stack per call; zeroing them first costs more than the products. All stack memory here is
// written before it is read.
[module: SkipLocalsInit]
