package dev.sqlane.frameworks;

import javax.sql.DataSource;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.apache.ibatis.mapping.Environment;
import org.apache.ibatis.session.Configuration;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;
import org.apache.ibatis.session.SqlSessionFactoryBuilder;
import org.apache.ibatis.transaction.jdbc.JdbcTransactionFactory;

final class MyBatisTest extends ShopTest {
    @Override
    Shop open(DataSource dataSource) {
        Environment environment = new Environment("shop", new JdbcTransactionFactory(), dataSource);
        Configuration configuration = new Configuration(environment);
        configuration.addMapper(Products.class);
        SqlSessionFactory sessions = new SqlSessionFactoryBuilder().build(configuration);

        return new MyBatisShop(sessions);
    }

    interface Products {
        @Select("select price from product where id = #{product}")
        long price(long product);

        @Insert("insert into sale (product_id, price) values (#{product}, #{price})")
        void addSale(long product, long price);

        @Update("update product set sold = sold + 1 where id = #{product}")
        void countSale(long product);

        @Select("select sold, (select count(*) from sale where product_id = product.id) as sales"
                + " from product where id = #{product}")
        Shop.Sold sold(long product);
    }

    private record MyBatisShop(SqlSessionFactory sessions) implements Shop {
        @Override
        public void sell(long product) {
            try (SqlSession session = sessions.openSession()) { // a transaction, on the write connection
                Products products = session.getMapper(Products.class);
                products.addSale(product, products.price(product));
                products.countSale(product);
                session.commit();
            }
        }

        @Override
        public Sold sold(long product) {
            try (SqlSession session = sessions.openSession(true)) { // auto-commit: queries use the read pool
                return session.getMapper(Products.class).sold(product);
            }
        }
    }
}
