package dev.sqlane.lab.upgrade;

import java.util.SplittableRandom;

/**
 * One transfer of money. The transfer of a given number is the same in every round and for every strategy, thinking time
 * included, so that all work through the same list.
 *
 * @param number its place in the list
 * @param source the account that pays
 * @param target the account that is paid, another one
 * @param amount how much, from 1 to 100
 * @param thinkNanos the time between reading and writing
 */
record Transfer(long number, int source, int target, int amount, long thinkNanos) {
    /** Few enough that nearly every pair of transactions touches the same rows. */
    static final int ACCOUNTS = 8;

    /** Large enough that no account is ever overdrawn. */
    static final long INITIAL_BALANCE = 1_000_000_000L;

    private static final long SEED = 20_260_101L;
    private static final long LONGEST_THINK_NANOS = 2_000_000L;

    static Transfer numbered(long number) {
        SplittableRandom random = new SplittableRandom(SEED + number);
        int source = random.nextInt(ACCOUNTS);
        int target = (source + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
        return new Transfer(number, source, target, 1 + random.nextInt(100), random.nextLong(LONGEST_THINK_NANOS));
    }
}
