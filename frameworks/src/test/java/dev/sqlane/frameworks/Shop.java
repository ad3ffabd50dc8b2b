package dev.sqlane.frameworks;

/** A shop with {@value #PRODUCTS} products, written with some library. Used by many threads at once. */
interface Shop extends AutoCloseable {
    /** Their ids are 1 to this. */
    int PRODUCTS = 100;

    /**
     * How often a product was sold.
     *
     * @param counted by the counter in its row
     * @param sales by the rows of its sales
     */
    record Sold(long counted, long sales) {}

    /** Sells one: reads its price, adds a sale, and counts it, in one transaction. */
    void sell(long product) throws Exception;

    /** Reads the counter and the sales of a product, in one snapshot. */
    Sold sold(long product) throws Exception;

    @Override
    default void close() {}
}
