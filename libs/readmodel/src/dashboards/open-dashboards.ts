import type { Pool } from 'pg';

/**
 * Lets the group role `impact_bi` read the versioned views of schema `read`, and nothing else. False when that role is
 * not there and the account of this pool may not create it.
 */
export async function openDashboards(pool: Pool): Promise<boolean> {
  const { rows } = await pool.query<{ open: boolean }>('select read.open_to_dashboards() as open');
  return rows[0]?.open === true;
}
