package dev.promptlooper.standalone.fakellm;

/// How often calls fail, by kind. Which calls fail is a function of the request, its attempt number and the seed.
///
/// @param rateLimited   share answered 429, 0 to 1
/// @param serverError   share answered 500, 502 or 503
/// @param hang          share that never gets an answer
/// @param reset         share whose connection is reset
/// @param truncated     share whose answer breaks off
/// @param garbage       share answered with an HTML page and status 200
/// @param maxPerRequest faults that the same request meets at most, so that a client that retries gets through; 0 = no limit
public record FaultPlan(double rateLimited, double serverError, double hang, double reset, double truncated,
        double garbage, int maxPerRequest) {

    /// Nothing ever fails.
    public static final FaultPlan NONE = new FaultPlan(0, 0, 0, 0, 0, 0, 0);

    public FaultPlan {
        double sum = 0;
        for (double rate : new double[]{rateLimited, serverError, hang, reset, truncated, garbage}) {
            if (!(rate >= 0 && rate <= 1)) {
                throw new IllegalArgumentException("a fault rate is a share from 0 to 1, was " + rate);
            }
            sum += rate;
        }
        if (sum > 1 + 1e-9) {
            throw new IllegalArgumentException(
                    "the fault rates add up to " + sum + "; together they must stay at 1 or below");
        }
        if (maxPerRequest < 0) {
            throw new IllegalArgumentException("faults per request must be 0 (no limit) or more, was " + maxPerRequest);
        }
    }

    /// True when no call ever fails.
    public boolean isQuiet() {
        return rateLimited + serverError + hang + reset + truncated + garbage == 0;
    }

    /// The fate of one attempt.
    ///
    /// @param hash    hash of the request's body
    /// @param attempt 0-based number of earlier arrivals of the same body
    /// @param seed    seed of the server
    Fault pick(long hash, int attempt, long seed) {
        if (isQuiet() || (maxPerRequest > 0 && attempt >= maxPerRequest)) {
            return Fault.NONE;
        }
        double left = Dice.unit(hash + attempt * 0x632BE59BD9B4E019L, seed, 21);
        double[] rates = {rateLimited, serverError, hang, reset, truncated, garbage};
        Fault[] faults = {Fault.RATE_LIMITED, Fault.SERVER_ERROR, Fault.HANG, Fault.RESET, Fault.TRUNCATED,
            Fault.GARBAGE};
        for (int i = 0; i < rates.length; i++) {
            left -= rates[i];
            if (left < 0) {
                return faults[i];
            }
        }
        return Fault.NONE;
    }
}
