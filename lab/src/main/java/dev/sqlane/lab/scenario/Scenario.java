package dev.sqlane.lab.scenario;

import dev.sqlane.lab.RoundResult;

/** A situation in which strategies are compared. Used on one thread; closed when all rounds are done. */
public interface Scenario extends AutoCloseable {
    /**
     * Runs one strategy once, on a file of its own, and checks the file afterwards. When this method returns, nothing of
     * the round is running any more.
     *
     * @throws Exception if the round could not be run at all; what the strategy does wrong is part of the result
     */
    RoundResult run(Round round) throws Exception;

    @Override
    void close();
}
