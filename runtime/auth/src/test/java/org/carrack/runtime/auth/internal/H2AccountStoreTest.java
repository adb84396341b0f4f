package org.carrack.runtime.auth.internal;

import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

class H2AccountStoreTest extends AccountStoreTest {

    @Override
    DataSource database() {
        JdbcDataSource h2 = new JdbcDataSource();
        h2.setURL("jdbc:h2:mem:accounts;DB_CLOSE_DELAY=-1");
        return h2;
    }
}
